import { closeRedis, MemoryRates, type RateStore, RedisRates } from '@system-management/challenge-store';
import {
  advanceRedisTime,
  describeWithRedis,
  nextEvent,
  REDIS_SLACK_MS,
  RedisServer,
  withRelaxedTimeouts,
} from '@system-management/challenge-store/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import type { SecretKey } from '../../src/config/keys.config.js';
import type { GlobalLimits } from '../../src/tenants/limits.js';
import { LimitKeys } from '../../src/user/captcha/keys/limit-keys.js';
import { CaptchaLimits } from '../../src/user/captcha/limits/captcha.limits.js';
import { SHIPPED } from './limit-requests.js';

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
