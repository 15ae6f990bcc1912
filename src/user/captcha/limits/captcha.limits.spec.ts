import { randomBytes } from 'node:crypto';
import { closeRedis, openRedis } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  REDIS_SLACK_MS,
  RedisServer,
  advanceRedisTime,
  describeWithRedis,
  nextEvent,
} from '@system-management/challenge-store/testing';
import { tenantWith } from '../../../../test/support/tenant.js';
import { FULL } from '../../../../test/support/vitest/profile.js';
import { times } from '../../../../test/support/vitest/times.js';
import type { Limits } from '../../../tenants/limits.js';
import { CaptchaLimits } from './captcha.limits.js';
import type { LimitRequest } from './limit.table.js';
import type { SecretKey } from '../../../config/keys.config.js';
import { LimitKeys } from '../keys/limit-keys.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import { NO_RECIPIENT, type Recipient } from '../challenge/recipient.js';

const newKey = (id: string): SecretKey => ({ id, secret: randomBytes(32) });
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const PLENTY = 1_000_000;
/** Concurrent requests, and aliases of one mailbox. */
const [CONCURRENT, ALIASES] = FULL ? [1000, 1000] : [100, 100];
/** Numbers of one block, and addresses of one network. */
const [NUMBERS, ADDRESSES] = FULL ? [10_000, 10_000] : [500, 500];
const formatted = (count: number): string => count.toLocaleString('en');

type Change = { readonly [Group in keyof Limits]?: Partial<Limits[Group]> };
type Policy = Omit<LimitRequest, 'recipient' | 'ip'>;

/** Limits that are never exceeded, except those of the change. */
const limitsWith = (change: Change): Limits => ({
  recipient: {
    gap: 1,
    perHour: PLENTY,
    perDay: PLENTY,
    networkPerDay: PLENTY,
    mailboxPerDay: PLENTY,
    ...change.recipient,
  },
  withImage: { every: 600, networkPerDay: PLENTY, perDay: PLENTY, ...change.withImage },
  address: {
    messagesPerHour: PLENTY,
    imagesPerMinute: PLENTY,
    audioPerMinute: PLENTY,
    refusedPerHour: PLENTY,
    wrongPerHour: PLENTY,
    ...change.address,
  },
  tenant: { messagesPerDay: PLENTY, wrongPerHour: PLENTY, ...change.tenant },
  prefix: { perHour: PLENTY, ...change.prefix },
  account: { wrongPerDay: 10 },
  stepUp: { perAccountHour: PLENTY, perAddressHour: PLENTY, ...change.stepUp },
});
const policyWith = (change: Change, code = 'default'): Policy => {
  const tenant = tenantWith({ code });
  return { tenant, purpose: { ...tenant.policy.purposes['login']!, limits: limitsWith(change) } };
};
const email = (account = 'a@example.com'): Recipient => emailRecipient(account);
const phone = (account: string): Recipient => phoneRecipient(account, 'CN');
const numbered = (i: number): Recipient => email(`user${i}@example.com`);
const address = (i: number): string => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;

/** Limits with a clock under the test's control. */
interface LimitsUnderTest {
  open(options?: { keys?: SecretKey[]; recipientPerDay?: number; client?: Redis }): CaptchaLimits;
  advance(ms: number): Promise<void>;
  /** Milliseconds that a test must stay away from the end of a window. */
  readonly slackMs: number;
  close(): Promise<void>;
}

/** `granted`, or the seconds to wait. */
async function outcome(step: Promise<unknown>): Promise<'granted' | number> {
  try {
    await step;
    return 'granted';
  } catch (error) {
    if (!(error instanceof AppError) || error.definition !== CommonErrors.Frequent) throw error;
    const { retryAfter } = error.data as { retryAfter: number };
    expect(Number.isInteger(retryAfter) && retryAfter >= 1).toBe(true);
    return retryAfter;
  }
}

/** The number of granted requests. */
async function granted(steps: readonly Promise<unknown>[]): Promise<number> {
  const outcomes = await Promise.all(steps.map(outcome));
  return outcomes.filter((one) => one === 'granted').length;
}

/** The specification of the limits, for memory and Redis. */
function describeLimits(title: string, prepare: () => Promise<LimitsUnderTest>): void {
  describe(title, () => {
    let subject: LimitsUnderTest;
    let limits: CaptchaLimits;
    beforeEach(async () => {
      subject = await prepare();
      limits = subject.open();
    });
    afterEach(() => subject.close());

    const reserve = (policy: Policy, request: Partial<LimitRequest> = {}) =>
      limits.reserve({ ...policy, recipient: email(), ip: '192.0.2.1', ...request });

    /** A limit of three, and requests that share only what it counts. */
    const rows: readonly [
      name: string,
      change: Change,
      windowMs: number,
      requestOf: (i: number) => Partial<LimitRequest>,
    ][] = [
      [
        'recipient.perHour',
        { recipient: { perHour: 3 } },
        HOUR,
        (i) => ({ ip: address(i), recipient: email() }),
      ],
      [
        'recipient.perDay',
        { recipient: { perDay: 3 } },
        DAY,
        (i) => ({ ip: address(i), recipient: email() }),
      ],
      [
        'address.messagesPerHour',
        { address: { messagesPerHour: 3 } },
        HOUR,
        (i) => ({ recipient: numbered(i) }),
      ],
      [
        'address.imagesPerMinute',
        { address: { imagesPerMinute: 3 } },
        MINUTE,
        () => ({ recipient: NO_RECIPIENT }),
      ],
      [
        'tenant.messagesPerDay',
        { tenant: { messagesPerDay: 3 } },
        DAY,
        (i) => ({ ip: address(i), recipient: numbered(i) }),
      ],
      [
        'prefix.perHour',
        { prefix: { perHour: 3 } },
        HOUR,
        (i) => ({ ip: address(i), recipient: phone(`+861380013${8000 + i}`) }),
      ],
    ];
    it.each(rows)('grants exactly %s, and as many again after its window', async (...row) => {
      const [name, change, windowMs, requestOf] = row;
      const policy = policyWith({ ...change, recipient: { gap: 1, ...change.recipient } });
      // Longer than the gap of one second, for limits that are tested with one account.
      const pauseMs = name.startsWith('recipient') ? 1000 : 0;
      const request = async (i: number): Promise<'granted' | number> => {
        const result = await outcome(reserve(policy, requestOf(i)));
        await subject.advance(pauseMs);
        return result;
      };
      for (let i = 0; i < 3; i++) expect(await request(i)).toBe('granted');
      const wait = Number(await request(3));
      expect(wait * 1000).toBeGreaterThan(windowMs - 4 * pauseMs - subject.slackMs);
      expect(wait * 1000).toBeLessThanOrEqual(windowMs);
      await subject.advance(windowMs - 4 * pauseMs - subject.slackMs);
      expect(await request(4)).not.toBe('granted');
      await subject.advance(2 * subject.slackMs);
      for (let i = 5; i < 8; i++) expect(await request(i)).toBe('granted');
      expect(await request(8)).not.toBe('granted');
    });

    it('leaves recipient.gap seconds between two codes for one account', async () => {
      const policy = policyWith({ recipient: { gap: 60 } });
      const startedAt = performance.now();
      await reserve(policy);
      const wait = Number(await outcome(reserve(policy)));
      // Redis rounds to milliseconds.
      expect(wait * 1000).toBeGreaterThanOrEqual(MINUTE - Math.ceil(performance.now() - startedAt) - 1);
      expect(wait).toBeLessThanOrEqual(60);
      expect(await outcome(reserve(policy, { recipient: numbered(1) }))).toBe('granted');
      await subject.advance(MINUTE - subject.slackMs);
      expect(await outcome(reserve(policy))).not.toBe('granted');
      await subject.advance(2 * subject.slackMs);
      expect(await outcome(reserve(policy))).toBe('granted');
    });

    it('keeps the gap of the issued code, whichever purpose requests next', async () => {
      const [long, short] = [60, 30].map((gap) => policyWith({ recipient: { gap } })) as [Policy, Policy];
      await reserve(long);
      expect(await outcome(reserve(short))).toBeGreaterThan(40);
      const other = { recipient: numbered(1) };
      await reserve(short, other);
      expect(await outcome(reserve(long, other))).toBeLessThanOrEqual(30);
    });

    it('has no gap and no step-up for images', async () => {
      const policy = policyWith({
        recipient: { gap: 60, perHour: 1 },
        stepUp: { perAccountHour: 0, perAddressHour: 0 },
      });
      const image = { recipient: NO_RECIPIENT };
      expect((await reserve(policy, image)).needsStepUp).toBe(false);
      expect((await reserve(policy, image)).needsStepUp).toBe(false);
    });

    it('grants one recipient 40 codes a day over 100 tenants', async () => {
      const requests = times(100, (i) => reserve(policyWith({}, `tenant${i}`)));
      expect(await granted(requests)).toBe(40);
      const other = reserve(policyWith({}, 'tenant0'), { recipient: numbered(1) });
      expect(await outcome(other)).toBe('granted');
      await subject.advance(DAY - subject.slackMs);
      expect(await outcome(reserve(policyWith({}, 'tenant100')))).not.toBe('granted');
      await subject.advance(2 * subject.slackMs);
      expect(await outcome(reserve(policyWith({}, 'tenant100')))).toBe('granted');
    });

    it(`grants exactly the limit of ${formatted(CONCURRENT)} concurrent requests, and refunds the others`, async () => {
      const policy = policyWith({ tenant: { messagesPerDay: 7 }, address: { messagesPerHour: 8 } });
      expect(await granted(times(CONCURRENT, (i) => reserve(policy, { recipient: numbered(i) })))).toBe(7);
      const raised = policyWith({ tenant: { messagesPerDay: 10 }, address: { messagesPerHour: 8 } });
      expect(
        await granted(times(CONCURRENT, (i) => reserve(raised, { recipient: numbered(CONCURRENT + i) }))),
      ).toBe(1);
    });

    it(`grants one of ${formatted(CONCURRENT)} concurrent requests for one account`, async () => {
      const policy = policyWith({ recipient: { gap: 60 } });
      expect(await granted(times(CONCURRENT, (i) => reserve(policy, { ip: address(i) })))).toBe(1);
    });

    it('returns the longest wait of several exceeded limits', async () => {
      const policy = policyWith({ recipient: { gap: 60, perHour: 1, perDay: 1 } });
      await reserve(policy);
      expect(await outcome(reserve(policy))).toBeGreaterThan(86_000);
    });

    it('refunds every count of a released reservation, the gap included, once', async () => {
      const one = {
        recipient: { gap: 60, perHour: 1, perDay: 1 },
        address: { messagesPerHour: 1 },
        tenant: { messagesPerDay: 1 },
        prefix: { perHour: 1 },
      };
      limits = subject.open({ recipientPerDay: 1 });
      const to = { recipient: phone('+8613800138000') };
      const first = await reserve(policyWith(one), to);
      expect(await outcome(reserve(policyWith(one), to))).not.toBe('granted');
      await Promise.all([first.release(), first.release()]);
      const second = await reserve(policyWith(one), to);
      await first.release();
      expect(await outcome(reserve(policyWith(one), to))).not.toBe('granted');
      await second.release();
      expect(await outcome(reserve(policyWith(one), to))).toBe('granted');
    });

    it('refunds nothing to a window that began later', async () => {
      const policy = policyWith({ address: { imagesPerMinute: 2 } });
      const image = { recipient: NO_RECIPIENT };
      const earlier = await reserve(policy, image);
      await subject.advance(MINUTE + subject.slackMs);
      await reserve(policy, image);
      await earlier.release();
      expect(await outcome(reserve(policy, image))).toBe('granted');
      expect(await outcome(reserve(policy, image))).not.toBe('granted');
    });

    it('starts no window below zero', async () => {
      const policy = policyWith({ address: { imagesPerMinute: 1 } });
      const image = { recipient: NO_RECIPIENT };
      const earlier = await reserve(policy, image);
      await subject.advance(MINUTE + subject.slackMs);
      await earlier.release();
      expect(await outcome(reserve(policy, image))).toBe('granted');
      expect(await outcome(reserve(policy, image))).not.toBe('granted');
    });

    it('counts nothing for a refused request', async () => {
      const policy = policyWith({ recipient: { perHour: 1 }, address: { messagesPerHour: 2 } });
      await reserve(policy);
      for (let i = 0; i < 5; i++) expect(await outcome(reserve(policy))).not.toBe('granted');
      expect(await outcome(reserve(policy, { recipient: numbered(1) }))).toBe('granted');
      expect(await outcome(reserve(policy, { recipient: numbered(2) }))).not.toBe('granted');
    });

    it('counts tenants, addresses, images and messages separately', async () => {
      const one = { address: { messagesPerHour: 1, imagesPerMinute: 1 }, recipient: { perHour: 1 } };
      expect(await outcome(reserve(policyWith(one)))).toBe('granted');
      expect(await outcome(reserve(policyWith(one, 'other')))).toBe('granted');
      expect(await outcome(reserve(policyWith(one), { recipient: NO_RECIPIENT }))).toBe('granted');
      const elsewhere = { ip: '192.0.2.2', recipient: numbered(1) };
      expect(await outcome(reserve(policyWith(one), elsewhere))).toBe('granted');
      const number = { recipient: phone('+8613800138000') };
      for (const tenant of ['default', 'other']) {
        expect(await outcome(reserve(policyWith({ prefix: { perHour: 1 } }, tenant), number))).toBe(
          'granted',
        );
      }
    });

    it('shares a count between purposes, which compare it with their own numbers', async () => {
      const [login, pay] = [2, 3].map((perDay) => policyWith({ tenant: { messagesPerDay: perDay } })) as [
        Policy,
        Policy,
      ];
      const next = (policy: Policy, i: number) => outcome(reserve(policy, { recipient: numbered(i) }));
      expect([await next(login, 1), await next(pay, 2)]).toEqual(['granted', 'granted']);
      expect(await next(login, 3)).not.toBe('granted');
      expect(await next(pay, 4)).toBe('granted');
      expect(await next(pay, 5)).not.toBe('granted');
    });

    it('requires a step-up after N messages for an account, or N from an address, within an hour', async () => {
      const policy = policyWith({ stepUp: { perAccountHour: 2, perAddressHour: 5 } });
      const needsStepUp = async (request: Partial<LimitRequest>) =>
        (await reserve(policy, request)).needsStepUp;
      const account = [];
      for (let i = 0; i < 4; i++) {
        account.push(await needsStepUp({ ip: address(i) }));
        await subject.advance(1000);
      }
      expect(account).toEqual([false, false, true, true]);
      const ip = [];
      for (let i = 0; i < 7; i++) ip.push(await needsStepUp({ recipient: numbered(i) }));
      expect(ip).toEqual([false, false, false, false, false, true, true]);
      await subject.advance(HOUR + subject.slackMs);
      expect(await needsStepUp({})).toBe(false);
    });

    it(`has one count for ${formatted(ALIASES)} aliases of one mailbox`, async () => {
      const policy = policyWith({ recipient: { perDay: 10 } });
      const dotted = (i: number) => [...'someone'].map((c, at) => ((i >> at) & 1 ? `${c}.` : c)).join('');
      const alias = (i: number) => {
        const local = dotted(i % 64);
        const tag = i % 3 ? `+${i}` : '';
        return `${i % 2 ? local.toUpperCase() : local}${tag}@${i % 5 ? 'GMAIL.com' : 'googlemail.com'}`;
      };
      const aliases = new Set(times(2 * ALIASES, alias));
      expect(aliases.size).toBeGreaterThan(ALIASES);
      let sent = 0;
      for (const account of aliases) {
        if ((await outcome(reserve(policy, { recipient: email(account) }))) === 'granted') sent++;
        if (sent < 10) await subject.advance(1000);
      }
      expect(sent).toBe(10);
    });

    it('has one count for every spelling of one number', async () => {
      const spellings = ['+86 138 0013 8000', '0086 13800138000', '138-0013-8000', '(138) 0013.8000'];
      const policy = policyWith({ recipient: { gap: 60 } });
      expect(await granted(spellings.map((one) => reserve(policy, { recipient: phone(one) })))).toBe(1);
    });

    it(`has one count for ${formatted(ADDRESSES)} addresses of one IPv6 /64`, async () => {
      const policy = policyWith({ address: { imagesPerMinute: 3 } });
      const addresses = times(
        ADDRESSES,
        () => `2001:db8:1:2:${randomBytes(8).toString('hex').match(/.{4}/g)?.join(':')}`,
      );
      const image = (ip: string) => reserve(policy, { ip, recipient: NO_RECIPIENT });
      expect(await granted(addresses.map(image))).toBe(3);
      expect(await outcome(image('2001:db8:1:3::1'))).toBe('granted');
    });

    it(`grants 20 SMS an hour to ${formatted(NUMBERS)} numbers of one block, and does not limit other recipients`, async () => {
      const policy = policyWith({ prefix: { perHour: 20 } });
      // Spread over the whole block of 10,000.
      const last = (i: number): string => String(i * (10_000 / NUMBERS)).padStart(4, '0');
      const block = times(NUMBERS, (i) => phone(`+861380013${last(i)}`));
      const requests = block.map((recipient, i) => reserve(policy, { recipient, ip: address(i % 500) }));
      expect(await granted(requests)).toBe(20);
      expect(await outcome(reserve(policy, { recipient: phone('+8613800148000') }))).toBe('granted');
      expect(await outcome(reserve(policy, { recipient: email() }))).toBe('granted');
    });

    it('counts an answer as wrong until its reservation is released', async () => {
      const policy = {
        ...policyWith({ address: { wrongPerHour: 3 } }),
        recipient: NO_RECIPIENT,
        ip: '2001:db8::1',
      };
      for (let i = 0; i < 10; i++) await (await limits.reserveAnswer(policy)).release();
      expect(await granted(times(CONCURRENT, () => limits.reserveAnswer(policy)))).toBe(3);
      expect(await outcome(limits.reserveAnswer({ ...policy, ip: '2001:db8::2' }))).toBeGreaterThan(3500);
      expect(await outcome(limits.reserveAnswer({ ...policy, ip: '192.0.2.1' }))).toBe('granted');
      await subject.advance(HOUR - subject.slackMs);
      expect(await outcome(limits.reserveAnswer(policy))).not.toBe('granted');
      await subject.advance(2 * subject.slackMs);
      expect(await outcome(limits.reserveAnswer(policy))).toBe('granted');
    });

    it('reports a tenant under attack once its wrong answers of the hour are used up, until the hour ends', async () => {
      const requestWith = (wrongPerHour: number, code?: string): LimitRequest => ({
        ...policyWith({ tenant: { wrongPerHour } }, code),
        recipient: email(),
        ip: '192.0.2.1',
      });
      const request = requestWith(100);
      expect(await limits.isUnderAttack(request)).toBe(false);
      for (let i = 0; i < 99; i++) await limits.recordFailure(request);
      expect(await limits.isUnderAttack(request)).toBe(false);
      await limits.recordFailure(request);
      expect(await limits.isUnderAttack(request)).toBe(true);
      expect(await limits.isUnderAttack(requestWith(101))).toBe(false);
      expect(await limits.isUnderAttack(requestWith(100, 'other'))).toBe(false);
      await subject.advance(HOUR - subject.slackMs);
      await limits.recordFailure(request);
      expect(await limits.isUnderAttack(request)).toBe(true);
      await subject.advance(2 * subject.slackMs);
      expect(await limits.isUnderAttack(request)).toBe(false);
    });
  });
}

describeLimits('CaptchaLimits in memory', async () => {
  vi.useFakeTimers();
  const keys = [newKey('k1')];
  return {
    open: ({ recipientPerDay = 40 } = {}) =>
      new CaptchaLimits({ keys: new LimitKeys(keys), tenants: { global: { recipientPerDay } } }),
    advance: async (ms) => void vi.advanceTimersByTime(ms),
    slackMs: 1,
    close: async () => void vi.useRealTimers(),
  };
});

describe('CaptchaLimits in memory: refused requests', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each<[string, Change]>([
    ['address', { address: { messagesPerHour: 1 } }],
    ['tenant', { tenant: { messagesPerDay: 1 } }],
    ['prefix', { prefix: { perHour: 1 } }],
  ])('stores no recipient of a request that is refused for its %s', async (_, change) => {
    const keys = new LimitKeys([newKey('k1')]);
    const limits = new CaptchaLimits({ keys, tenants: { global: { recipientPerDay: 40 } } });
    const request = (i: number): LimitRequest => ({
      ...policyWith(change),
      recipient: phone(`+861380013${8000 + i}`),
      ip: '192.0.2.1',
    });
    await limits.reserve(request(0));
    // The memory limiter has one timer per key.
    const timers = vi.getTimerCount();
    for (let i = 1; i < 100; i++) expect(await outcome(limits.reserve(request(i)))).not.toBe('granted');
    expect(vi.getTimerCount()).toBe(timers);
  });
});

describeWithRedis('CaptchaLimits with a real Redis', () => {
  let server: RedisServer;
  let client: Redis;
  const opened: Redis[] = [];
  beforeAll(async () => {
    server = await RedisServer.start();
    client = await connect();
  });
  afterAll(async () => {
    await Promise.all(opened.map(closeRedis));
    await server.stop();
  });
  /** Without the command timeout of `openRedis`: thousands of concurrent requests take longer. */
  const connect = async (connection = new Redis(server.url)): Promise<Redis> => {
    opened.push(connection.on('error', () => undefined));
    await nextEvent(connection, 'ready');
    return connection;
  };
  const prepare = async (): Promise<LimitsUnderTest> => {
    await client.flushall();
    // advance() moves the clock of this process together with that of Redis.
    vi.useFakeTimers({ toFake: ['Date'] });
    const own = [newKey('k1')];
    return {
      open: ({ keys = own, recipientPerDay = 40, client: other = client } = {}) =>
        new CaptchaLimits({
          keys: new LimitKeys(keys),
          tenants: { global: { recipientPerDay } },
          client: other,
        }),
      advance: async (ms) => {
        vi.setSystemTime(Date.now() + ms);
        await advanceRedisTime(client, ms);
      },
      slackMs: REDIS_SLACK_MS,
      close: async () => void vi.useRealTimers(),
    };
  };

  describeLimits('CaptchaLimits in Redis', prepare);

  describe('CaptchaLimits in Redis: keys and failures', () => {
    let subject: LimitsUnderTest;
    beforeEach(async () => (subject = await prepare()));
    afterEach(() => subject.close());

    const request: LimitRequest = {
      ...policyWith({ recipient: { gap: 60 }, tenant: { messagesPerDay: 3 } }),
      recipient: phone('+8613800138000'),
      ip: '192.0.2.1',
    };
    const requestOf = (i: number): LimitRequest => ({ ...request, recipient: numbered(i) });

    it('keeps its counts while keys rotate', async () => {
      const [k1, k2] = [newKey('k1'), newKey('k2')];
      await subject.open({ keys: [k1] }).reserve(requestOf(1));
      await subject.open({ keys: [k1, k2] }).reserve(requestOf(2));
      await subject.open({ keys: [k2, k1] }).reserve(requestOf(3));
      expect(await outcome(subject.open({ keys: [k2, k1] }).reserve(requestOf(4)))).not.toBe('granted');
      expect(await outcome(subject.open({ keys: [k2, k1] }).reserve(requestOf(2)))).not.toBe('granted');
      // k2 has two of the three hits. k1 is removed after a day, when all these windows have ended.
      expect(await outcome(subject.open({ keys: [k2] }).reserve(requestOf(4)))).toBe('granted');
      expect(await outcome(subject.open({ keys: [k2] }).reserve(requestOf(5)))).not.toBe('granted');
    });

    it('refunds under every listed key', async () => {
      const keys = [newKey('k1'), newKey('k2')];
      const reservation = await subject.open({ keys }).reserve(request);
      expect(await client.dbsize()).toBe(2 * 7);
      await reservation.release();
      expect(await client.dbsize()).toBe(0);
    });

    it('stores no key of a recipient when the limit of the address, the tenant or the prefix is exceeded', async () => {
      const limits = subject.open();
      for (const change of [
        { address: { messagesPerHour: 1 } },
        { tenant: { messagesPerDay: 1 } },
        { prefix: { perHour: 1 } },
      ]) {
        await client.flushall();
        const policy = policyWith(change);
        await limits.reserve({ ...request, ...policy });
        const before = (await client.keys('*')).sort();
        expect(before).toHaveLength(7);
        const recipient = phone('+8613800138001');
        expect(await outcome(limits.reserve({ ...request, ...policy, recipient }))).not.toBe('granted');
        expect((await client.keys('*')).sort()).toEqual(before);
      }
    });

    it('expires every key within a day, and stores no recipient, address or tenant in clear', async () => {
      const limits = subject.open();
      await limits.reserve({ ...request, ...policyWith({ recipient: { gap: 3600 } }, 'acme') });
      await limits.reserve({ ...request, recipient: email(), ip: '2001:db8::1' });
      await limits.reserve({ ...request, recipient: NO_RECIPIENT });
      await limits.reserveAnswer(request);
      await limits.recordFailure(request);
      const keys = await client.keys('*');
      const ttls = await Promise.all(keys.map((key) => client.pttl(key)));
      expect(keys.length).toBe(16);
      expect(new Set(keys.map((key) => key.split(':')[1])).size).toBe(10);
      for (const ttl of ttls) {
        expect(ttl).toBeGreaterThan(0);
        expect(ttl).toBeLessThanOrEqual(DAY);
      }
      for (const key of keys) expect(key).toMatch(/^vl:[a-z-]+:[\w-]{43}$/);
      expect(keys.join('\n')).not.toMatch(/138|example|192\.0|2001|acme/);
    });

    it('shares its counts with other instances', async () => {
      const [here, there] = [subject.open(), subject.open({ client: await connect() })];
      const requests = times(CONCURRENT, (i) => (i % 2 ? here : there).reserve(requestOf(i)));
      expect(await granted(requests)).toBe(3);
    });

    it('throws Server with a retryAfter of one second while Redis is down, and recovers with it', async () => {
      const shared = await connect(openRedis(server.url) as Redis);
      const limits = subject.open({ client: shared });
      const reservation = await limits.reserve(request);
      await server.kill();
      const calls = [
        () => limits.reserve({ ...request, recipient: NO_RECIPIENT }),
        () => limits.reserve(requestOf(1)),
        () => limits.reserveAnswer(request),
        () => limits.recordFailure(request),
        () => limits.isUnderAttack(request),
      ];
      for (const call of calls) {
        const error: unknown = await call().catch((reason: unknown) => reason);
        expect(error).toMatchObject({
          definition: CommonErrors.Server,
          data: { retryAfter: 1 },
          status: 503,
        });
        expect((error as AppError).cause).toBeInstanceOf(Error);
      }
      await expect(reservation.release()).resolves.toBeUndefined();
      const reconnected = Promise.all([nextEvent(client, 'ready'), nextEvent(shared, 'ready')]);
      await server.restart();
      await reconnected;
      expect(await outcome(limits.reserve(request))).toBe('granted');
    });
  });
});
