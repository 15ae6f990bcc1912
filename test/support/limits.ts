import { closeRedis, MemoryRates, type RateStore, RedisRates } from '@system-management/challenge-store';
import {
  advanceRedisTime,
  describeWithRedis,
  nextEvent,
  REDIS_SLACK_MS,
  RedisServer,
  withRelaxedTimeouts,
} from '@system-management/challenge-store/testing';
import { AppError, CommonErrors } from '@system-management/envelope';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { SecretKey } from '../../src/config/keys.config.js';
import { TenantFile } from '../../src/tenants/file/tenant-file.js';
import type { GlobalLimits, Limits } from '../../src/tenants/limits.js';
import { NO_RECIPIENT } from '../../src/user/captcha/challenge/recipient.js';
import { LimitKeys } from '../../src/user/captcha/keys/limit-keys.js';
import { CaptchaLimits } from '../../src/user/captcha/limits/captcha.limits.js';
import { applyLimits } from '../../src/user/captcha/limits/limit-checks.js';
import {
  ANSWER_LIMITS,
  AUDIO_LIMITS,
  EXTRA_LIMITS,
  IMAGE_LIMITS,
  type Limit,
  type LimitRequest,
  MESSAGE_LIMITS,
  TENANT_WRONG_LIMIT,
} from '../../src/user/captcha/limits/limit.table.js';
import { tenantWith } from './tenant.js';

const file = new TenantFile('tenants.yaml', {
  languages: ['en'],
  checkDsn: () => undefined,
  checkPolicy: () => [],
});
const { global, tenants } = file.parse('tenants: [{ code: default }]');

/** The default numbers of `config/tenants.schema.json`. */
export const SHIPPED: { readonly limits: Limits; readonly global: GlobalLimits } = {
  global,
  limits: tenants[0]!.policy.limits,
};

/** The rows that one message may be counted by. */
export const MESSAGE_ROWS: readonly Limit[] = [...MESSAGE_LIMITS, ...EXTRA_LIMITS];

/** All rows. */
export const ALL_ROWS: readonly Limit[] = [
  ...MESSAGE_ROWS,
  ...IMAGE_LIMITS,
  ...AUDIO_LIMITS,
  ...ANSWER_LIMITS,
  TENANT_WRONG_LIMIT,
];

/** Some numbers of each group. */
export type LimitChange = { readonly [Group in keyof Limits]?: Partial<Limits[Group]> };

const PLENTY = 1_000_000;
const UNLIMITED: Limits = {
  recipient: { gap: 0, perHour: PLENTY, perDay: PLENTY, networkPerDay: PLENTY, mailboxPerDay: PLENTY },
  withImage: { every: 0, networkPerDay: PLENTY, perDay: PLENTY },
  address: {
    messagesPerHour: PLENTY,
    imagesPerMinute: PLENTY,
    audioPerMinute: PLENTY,
    refusedPerHour: PLENTY,
    wrongPerHour: PLENTY,
  },
  tenant: { messagesPerDay: PLENTY, wrongPerHour: PLENTY },
  prefix: { perHour: PLENTY },
  account: { wrongPerDay: PLENTY },
  stepUp: { perAccountHour: PLENTY, perAddressHour: PLENTY },
};

/** Limits with some numbers changed. @param base @default limits that no test reaches */
export function limitsWith(change: LimitChange, base: Limits = UNLIMITED): Limits {
  return {
    recipient: { ...base.recipient, ...change.recipient },
    withImage: { ...base.withImage, ...change.withImage },
    address: { ...base.address, ...change.address },
    tenant: { ...base.tenant, ...change.tenant },
    prefix: { ...base.prefix, ...change.prefix },
    account: { ...base.account, ...change.account },
    stepUp: { ...base.stepUp, ...change.stepUp },
  };
}

/** The parts of a request that a test chooses. */
export interface RequestParts extends Partial<Pick<LimitRequest, 'recipient' | 'ip' | 'isTest'>> {
  /** @default the shipped ones */
  readonly limits?: Limits;
  /** Code of the tenant. @default 'default' */
  readonly tenant?: string;
}

/** A request as limits count it. */
export function limitRequest({
  limits = SHIPPED.limits,
  tenant: code = 'default',
  recipient = NO_RECIPIENT,
  ip = '192.0.2.1',
  isTest = false,
}: RequestParts = {}): LimitRequest {
  const tenant = tenantWith({ code });
  return { tenant, purpose: { ...tenant.policy.purposes['login']!, limits }, recipient, ip, isTest };
}

/** An address in a network of its own, for each of 65,536 numbers. */
export const addressInNetwork = (i: number, host = 1): string => `10.${i >> 8}.${i & 255}.${host}`;

export interface OpenOptions {
  /** @default one key, the same for all instances */
  readonly keys?: readonly SecretKey[];
  /** @default the shipped ones */
  readonly global?: GlobalLimits;
}

/** Limits on one store, with a clock under the test's control. */
export interface LimitsUnderTest {
  readonly rates: RateStore;
  /** Opens another instance, which shares its counts with the others. */
  open(options?: OpenOptions): CaptchaLimits;
  advance(ms: number): Promise<void>;
  /** Milliseconds on the store's clock. */
  now(): Promise<number>;
  /** Precision of {@link advance} in milliseconds. */
  readonly slackMs: number;
}

export const SECRET_KEY: SecretKey = { id: 'k1', secret: Buffer.alloc(32, 'limits') };

/** Opens an instance over these counts. */
export function openLimits(
  rates: RateStore,
  { keys = [SECRET_KEY], global: own = SHIPPED.global }: OpenOptions = {},
): CaptchaLimits {
  return new CaptchaLimits({ keys: new LimitKeys(keys), rates, tenants: { global: own } });
}

/** Runs a suite with counts in memory, and with counts in a Redis server of its own. Each call of `open` starts at zero. */
export function onBothRateStores(
  title: string,
  body: (open: () => Promise<LimitsUnderTest>, name: 'memory' | 'Redis') => void,
): void {
  describe(`${title} (memory)`, () => {
    const opened: MemoryRates[] = [];
    afterAll(() => Promise.all(opened.map((rates) => rates.close())));
    const open = async (): Promise<LimitsUnderTest> => {
      let now = 1_000_000;
      // Room for the keys of 20,000 messages at once.
      const rates = new MemoryRates({ now: () => now, capacity: 1_000_000 });
      opened.push(rates);
      return {
        rates,
        open: (options) => openLimits(rates, options),
        advance: async (ms) => void (now += ms),
        now: async () => now,
        slackMs: 1,
      };
    };
    body(open, 'memory');
  });
  describeWithRedis(`${title} (Redis)`, () => {
    withRelaxedTimeouts();
    let server: RedisServer;
    const clients: Redis[] = [];
    beforeAll(async () => {
      server = await RedisServer.start();
      for (let i = 0; i < 2; i++) {
        const client = new Redis(server.url).on('error', () => undefined);
        clients.push(client);
        await nextEvent(client, 'ready');
      }
    });
    afterAll(async () => {
      await Promise.all(clients.map(closeRedis));
      await server.stop();
    });
    const open = async (): Promise<LimitsUnderTest> => {
      const [first, second] = clients as [Redis, Redis];
      await first.flushall();
      let instances = 0;
      return {
        rates: new RedisRates(first),
        open: (options) => openLimits(new RedisRates(instances++ % 2 ? second : first), options),
        advance: (ms) => advanceRedisTime(first, ms),
        now: async () => {
          const [seconds = 0, micros = 0] = (await first.time()).map(Number);
          return seconds * 1000 + micros / 1000;
        },
        slackMs: REDIS_SLACK_MS,
      };
    };
    body(open, 'Redis');
  });
}

/**
 * How many events each row counts for a request, by the row's name. Rows without any are omitted.
 * @param options of the instances that counted
 */
export async function countsOf(
  rows: readonly Limit[],
  request: LimitRequest,
  rates: RateStore,
  { keys = [SECRET_KEY], global: own = SHIPPED.global }: OpenOptions = {},
): Promise<Record<string, number>> {
  const applied = applyLimits(rows, request, new LimitKeys(keys), own);
  const counts = await Promise.all(
    applied.map(async ({ limit, charges }) => {
      // One event per millisecond has no tolerance: the wait is the time that the counted events have used up.
      const waits = await rates.assess(charges.map((charge) => ({ ...charge, count: 1, windowMs: 1 })));
      const used = waits.map((wait, i) => {
        const { windowMs, count } = charges[i]!;
        return Math.ceil((wait - 1) / (windowMs / count));
      });
      return [limit.name, Math.max(0, ...used)] as const;
    }),
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** The seconds of a refusal with `Frequent`. */
export async function retryAfterOf(step: Promise<unknown>): Promise<number> {
  const error: unknown = await step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ definition: CommonErrors.Frequent });
  return ((error as AppError).data as { retryAfter: number }).retryAfter;
}
