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
import { FULL } from '../../../../test/support/vitest/profile.js';
import { times } from '../../../../test/support/vitest/times.js';
import type { Limits } from '../../../tenants/limits.js';
import { CaptchaLimits, type IssueClaim, type LimitScope } from './captcha.limits.js';
import type { SecretKey } from '../../../config/keys.config.js';
import { LimitKeys } from '../keys/limit-keys.js';
import { emailRecipient } from '../delivery/providers/email-recipient.js';
import { phoneRecipient } from '../delivery/providers/phone-recipient.js';
import { NO_RECIPIENT, type Recipient } from '../challenge/recipient.js';

const newKey = (id: string): SecretKey => ({ id, secret: randomBytes(32) });
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const PLENTY = 1_000_000;
/** How many requests come at once, and how many accounts share a mailbox. */
const [AT_ONCE, ALIASES] = FULL ? [1000, 1000] : [100, 100];
/** How many numbers of one block, and addresses of one network, are tried. */
const [NUMBERS, ADDRESSES] = FULL ? [10_000, 10_000] : [500, 500];
const inWords = (count: number): string => count.toLocaleString('en');

type Change = { readonly [Group in keyof Limits]?: Partial<Limits[Group]> };

/** Limits that never fire, but for those a test names. */
const limitsWith = (change: Change): Limits => ({
  recipient: { gap: 1, perHour: PLENTY, perDay: PLENTY, ...change.recipient },
  ip: { messagesPerHour: PLENTY, imagesPerMinute: PLENTY, wrongPerHour: PLENTY, ...change.ip },
  tenant: { messagesPerDay: PLENTY, wrongPerHour: PLENTY, ...change.tenant },
  prefix: { perHour: PLENTY, ...change.prefix },
  account: { wrongPerDay: 10 },
  stepUp: { perAccountHour: PLENTY, perIpHour: PLENTY, ...change.stepUp },
});
const scopeWith = (change: Change, code = 'default'): LimitScope => ({
  tenant: { code },
  purpose: { limits: limitsWith(change) },
});
const email = (account = 'a@example.com'): Recipient => emailRecipient(account);
const phone = (account: string): Recipient => phoneRecipient(account, 'CN');
const numbered = (i: number): Recipient => email(`user${i}@example.com`);
const address = (i: number): string => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;

/** Counters under test, with a way to let their time pass. */
interface LimitsUnderTest {
  open(options?: { keys?: SecretKey[]; recipientPerDay?: number; client?: Redis }): CaptchaLimits;
  advance(ms: number): Promise<void>;
  /** How far from an edge a test must stay, in milliseconds. */
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

/** How many of many steps at once are granted. */
async function granted(steps: readonly Promise<unknown>[]): Promise<number> {
  const outcomes = await Promise.all(steps.map(outcome));
  return outcomes.filter((one) => one === 'granted').length;
}

/** What the limits promise, in this process and in Redis. */
function describeLimits(where: string, prepare: () => Promise<LimitsUnderTest>): void {
  describe(`CaptchaLimits ${where}`, () => {
    let subject: LimitsUnderTest;
    let limits: CaptchaLimits;
    beforeEach(async () => {
      subject = await prepare();
      limits = subject.open();
    });
    afterEach(() => subject.close());

    const reserve = (scope: LimitScope, over: Partial<IssueClaim> = {}) =>
      limits.reserve({ ...scope, recipient: email(), ip: '192.0.2.1', ...over });

    /** A limit of three, and requests that have nothing in common but what it counts. */
    const rows: readonly [
      name: string,
      change: Change,
      windowMs: number,
      claim: (i: number) => Partial<IssueClaim>,
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
      ['ip.messagesPerHour', { ip: { messagesPerHour: 3 } }, HOUR, (i) => ({ recipient: numbered(i) })],
      ['ip.imagesPerMinute', { ip: { imagesPerMinute: 3 } }, MINUTE, () => ({ recipient: NO_RECIPIENT })],
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
    it.each(rows)('grants exactly %s, and as many again when its window has passed', async (...row) => {
      const [name, change, windowMs, claim] = row;
      const scope = scopeWith({ ...change, recipient: { gap: 1, ...change.recipient } });
      // Beyond the gap of one second where one account is asked for again and again.
      const pauseMs = name.startsWith('recipient') ? 1000 : 0;
      const ask = async (i: number): Promise<'granted' | number> => {
        const said = await outcome(reserve(scope, claim(i)));
        await subject.advance(pauseMs);
        return said;
      };
      for (let i = 0; i < 3; i++) expect(await ask(i)).toBe('granted');
      const wait = Number(await ask(3));
      expect(wait * 1000).toBeGreaterThan(windowMs - 4 * pauseMs - subject.slackMs);
      expect(wait * 1000).toBeLessThanOrEqual(windowMs);
      await subject.advance(windowMs - 4 * pauseMs - subject.slackMs);
      expect(await ask(4)).not.toBe('granted');
      await subject.advance(2 * subject.slackMs);
      for (let i = 5; i < 8; i++) expect(await ask(i)).toBe('granted');
      expect(await ask(8)).not.toBe('granted');
    });

    it('leaves recipient.gap between two codes for one account', async () => {
      const scope = scopeWith({ recipient: { gap: 60 } });
      const began = performance.now();
      await reserve(scope);
      const wait = Number(await outcome(reserve(scope)));
      // Redis counts by whole milliseconds.
      expect(wait * 1000).toBeGreaterThanOrEqual(MINUTE - Math.ceil(performance.now() - began) - 1);
      expect(wait).toBeLessThanOrEqual(60);
      expect(await outcome(reserve(scope, { recipient: numbered(1) }))).toBe('granted');
      await subject.advance(MINUTE - subject.slackMs);
      expect(await outcome(reserve(scope))).not.toBe('granted');
      await subject.advance(2 * subject.slackMs);
      expect(await outcome(reserve(scope))).toBe('granted');
    });

    it('keeps the pause that a code promised, whatever purpose asks next', async () => {
      const [slow, quick] = [60, 30].map((gap) => scopeWith({ recipient: { gap } })) as [
        LimitScope,
        LimitScope,
      ];
      await reserve(slow);
      expect(await outcome(reserve(quick))).toBeGreaterThan(40);
      const other = { recipient: numbered(1) };
      await reserve(quick, other);
      expect(await outcome(reserve(slow, other))).toBeLessThanOrEqual(30);
    });

    it('has no pause and asks for no step-up for images', async () => {
      const scope = scopeWith({
        recipient: { gap: 60, perHour: 1 },
        stepUp: { perAccountHour: 0, perIpHour: 0 },
      });
      const image = { recipient: NO_RECIPIENT };
      expect((await reserve(scope, image)).needsStepUp).toBe(false);
      expect((await reserve(scope, image)).needsStepUp).toBe(false);
    });

    it('sends one recipient no more than 40 codes a day over 100 tenants', async () => {
      const asked = times(100, (i) => reserve(scopeWith({}, `tenant${i}`)));
      expect(await granted(asked)).toBe(40);
      const other = reserve(scopeWith({}, 'tenant0'), { recipient: numbered(1) });
      expect(await outcome(other)).toBe('granted');
      await subject.advance(DAY - subject.slackMs);
      expect(await outcome(reserve(scopeWith({}, 'tenant100')))).not.toBe('granted');
      await subject.advance(2 * subject.slackMs);
      expect(await outcome(reserve(scopeWith({}, 'tenant100')))).toBe('granted');
    });

    it(`grants exactly the limit of ${inWords(AT_ONCE)} requests at once, and gives back what the others took`, async () => {
      const scope = scopeWith({ tenant: { messagesPerDay: 7 }, ip: { messagesPerHour: 8 } });
      expect(await granted(times(AT_ONCE, (i) => reserve(scope, { recipient: numbered(i) })))).toBe(7);
      const raised = scopeWith({ tenant: { messagesPerDay: 10 }, ip: { messagesPerHour: 8 } });
      expect(
        await granted(times(AT_ONCE, (i) => reserve(raised, { recipient: numbered(AT_ONCE + i) }))),
      ).toBe(1);
    });

    it(`grants one of ${inWords(AT_ONCE)} requests at once for one account`, async () => {
      const scope = scopeWith({ recipient: { gap: 60 } });
      expect(await granted(times(AT_ONCE, (i) => reserve(scope, { ip: address(i) })))).toBe(1);
    });

    it('tells the longest wait of those it refuses for', async () => {
      const scope = scopeWith({ recipient: { gap: 60, perHour: 1, perDay: 1 } });
      await reserve(scope);
      expect(await outcome(reserve(scope))).toBeGreaterThan(86_000);
    });

    it('gives back every count of a code that was not sent, the pause too, once', async () => {
      const one = {
        recipient: { gap: 60, perHour: 1, perDay: 1 },
        ip: { messagesPerHour: 1 },
        tenant: { messagesPerDay: 1 },
        prefix: { perHour: 1 },
      };
      limits = subject.open({ recipientPerDay: 1 });
      const to = { recipient: phone('+8613800138000') };
      const first = await reserve(scopeWith(one), to);
      expect(await outcome(reserve(scopeWith(one), to))).not.toBe('granted');
      await Promise.all([first.release(), first.release()]);
      const second = await reserve(scopeWith(one), to);
      await first.release();
      expect(await outcome(reserve(scopeWith(one), to))).not.toBe('granted');
      await second.release();
      expect(await outcome(reserve(scopeWith(one), to))).toBe('granted');
    });

    it('gives nothing back to a window that began later', async () => {
      const scope = scopeWith({ ip: { imagesPerMinute: 2 } });
      const image = { recipient: NO_RECIPIENT };
      const early = await reserve(scope, image);
      await subject.advance(MINUTE + subject.slackMs);
      await reserve(scope, image);
      await early.release();
      expect(await outcome(reserve(scope, image))).toBe('granted');
      expect(await outcome(reserve(scope, image))).not.toBe('granted');
    });

    it('begins no window below zero', async () => {
      const scope = scopeWith({ ip: { imagesPerMinute: 1 } });
      const image = { recipient: NO_RECIPIENT };
      const early = await reserve(scope, image);
      await subject.advance(MINUTE + subject.slackMs);
      await early.release();
      expect(await outcome(reserve(scope, image))).toBe('granted');
      expect(await outcome(reserve(scope, image))).not.toBe('granted');
    });

    it('counts nothing for a request that it refuses', async () => {
      const scope = scopeWith({ recipient: { perHour: 1 }, ip: { messagesPerHour: 2 } });
      await reserve(scope);
      for (let i = 0; i < 5; i++) expect(await outcome(reserve(scope))).not.toBe('granted');
      expect(await outcome(reserve(scope, { recipient: numbered(1) }))).toBe('granted');
      expect(await outcome(reserve(scope, { recipient: numbered(2) }))).not.toBe('granted');
    });

    it('counts each tenant by itself, each address, and images apart from messages', async () => {
      const one = { ip: { messagesPerHour: 1, imagesPerMinute: 1 }, recipient: { perHour: 1 } };
      expect(await outcome(reserve(scopeWith(one)))).toBe('granted');
      expect(await outcome(reserve(scopeWith(one, 'other')))).toBe('granted');
      expect(await outcome(reserve(scopeWith(one), { recipient: NO_RECIPIENT }))).toBe('granted');
      const elsewhere = { ip: '192.0.2.2', recipient: numbered(1) };
      expect(await outcome(reserve(scopeWith(one), elsewhere))).toBe('granted');
      const number = { recipient: phone('+8613800138000') };
      for (const tenant of ['default', 'other']) {
        expect(await outcome(reserve(scopeWith({ prefix: { perHour: 1 } }, tenant), number))).toBe('granted');
      }
    });

    it('lets purposes share a count and compare it with their own numbers, also when these change', async () => {
      const [login, pay] = [2, 3].map((perDay) => scopeWith({ tenant: { messagesPerDay: perDay } })) as [
        LimitScope,
        LimitScope,
      ];
      const next = (scope: LimitScope, i: number) => outcome(reserve(scope, { recipient: numbered(i) }));
      expect([await next(login, 1), await next(pay, 2)]).toEqual(['granted', 'granted']);
      expect(await next(login, 3)).not.toBe('granted');
      expect(await next(pay, 4)).toBe('granted');
      expect(await next(pay, 5)).not.toBe('granted');
    });

    it('asks for a step-up after N messages for an account, or N from an address, within an hour', async () => {
      const scope = scopeWith({ stepUp: { perAccountHour: 2, perIpHour: 5 } });
      const needs = async (over: Partial<IssueClaim>) => (await reserve(scope, over)).needsStepUp;
      const account = [];
      for (let i = 0; i < 4; i++) {
        account.push(await needs({ ip: address(i) }));
        await subject.advance(1000);
      }
      expect(account).toEqual([false, false, true, true]);
      const ip = [];
      for (let i = 0; i < 7; i++) ip.push(await needs({ recipient: numbered(i) }));
      expect(ip).toEqual([false, false, false, false, false, true, true]);
      await subject.advance(HOUR + subject.slackMs);
      expect(await needs({})).toBe(false);
    });

    it(`gives ${inWords(ALIASES)} aliases of one mailbox one count`, async () => {
      const scope = scopeWith({ recipient: { perDay: 10 } });
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
        if ((await outcome(reserve(scope, { recipient: email(account) }))) === 'granted') sent++;
        if (sent < 10) await subject.advance(1000);
      }
      expect(sent).toBe(10);
    });

    it('gives every spelling of one number one count', async () => {
      const spellings = ['+86 138 0013 8000', '0086 13800138000', '138-0013-8000', '(138) 0013.8000'];
      const scope = scopeWith({ recipient: { gap: 60 } });
      expect(await granted(spellings.map((one) => reserve(scope, { recipient: phone(one) })))).toBe(1);
    });

    it(`gives ${inWords(ADDRESSES)} addresses of one IPv6 /64 one count`, async () => {
      const scope = scopeWith({ ip: { imagesPerMinute: 3 } });
      const addresses = times(
        ADDRESSES,
        () => `2001:db8:1:2:${randomBytes(8).toString('hex').match(/.{4}/g)?.join(':')}`,
      );
      const image = (ip: string) => reserve(scope, { ip, recipient: NO_RECIPIENT });
      expect(await granted(addresses.map(image))).toBe(3);
      expect(await outcome(image('2001:db8:1:3::1'))).toBe('granted');
    });

    it(`sends 20 SMS an hour to ${inWords(NUMBERS)} numbers of one block, and others are not affected`, async () => {
      const scope = scopeWith({ prefix: { perHour: 20 } });
      // Spread over the whole block of 10,000.
      const last = (i: number): string => String(i * (10_000 / NUMBERS)).padStart(4, '0');
      const block = times(NUMBERS, (i) => phone(`+861380013${last(i)}`));
      const asked = block.map((recipient, i) => reserve(scope, { recipient, ip: address(i % 500) }));
      expect(await granted(asked)).toBe(20);
      expect(await outcome(reserve(scope, { recipient: phone('+8613800148000') }))).toBe('granted');
      expect(await outcome(reserve(scope, { recipient: email() }))).toBe('granted');
    });

    it('counts an answer as wrong before it is judged, unless it turns out right', async () => {
      const scope = { ...scopeWith({ ip: { wrongPerHour: 3 } }), ip: '2001:db8::1' };
      for (let i = 0; i < 10; i++) await (await limits.reserveAnswer(scope)).release();
      expect(await granted(times(AT_ONCE, () => limits.reserveAnswer(scope)))).toBe(3);
      expect(await outcome(limits.reserveAnswer({ ...scope, ip: '2001:db8::2' }))).toBeGreaterThan(3500);
      expect(await outcome(limits.reserveAnswer({ ...scope, ip: '192.0.2.1' }))).toBe('granted');
      await subject.advance(HOUR - subject.slackMs);
      expect(await outcome(limits.reserveAnswer(scope))).not.toBe('granted');
      await subject.advance(2 * subject.slackMs);
      expect(await outcome(limits.reserveAnswer(scope))).toBe('granted');
    });

    it('knows a tenant under attack when its wrong answers of the hour are used up, until the hour ends', async () => {
      const scope = scopeWith({ tenant: { wrongPerHour: 100 } });
      expect(await limits.isUnderAttack(scope)).toBe(false);
      for (let i = 0; i < 99; i++) await limits.recordFailure(scope);
      expect(await limits.isUnderAttack(scope)).toBe(false);
      await limits.recordFailure(scope);
      expect(await limits.isUnderAttack(scope)).toBe(true);
      expect(await limits.isUnderAttack(scopeWith({ tenant: { wrongPerHour: 101 } }))).toBe(false);
      expect(await limits.isUnderAttack(scopeWith({ tenant: { wrongPerHour: 100 } }, 'other'))).toBe(false);
      await subject.advance(HOUR - subject.slackMs);
      await limits.recordFailure(scope);
      expect(await limits.isUnderAttack(scope)).toBe(true);
      await subject.advance(2 * subject.slackMs);
      expect(await limits.isUnderAttack(scope)).toBe(false);
    });
  });
}

describeLimits('in this process', async () => {
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

describe('CaptchaLimits in this process', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each<[string, Change]>([
    ['address', { ip: { messagesPerHour: 1 } }],
    ['tenant', { tenant: { messagesPerDay: 1 } }],
    ['prefix', { prefix: { perHour: 1 } }],
  ])('remembers no recipient of a request that is refused for its %s', async (_, change) => {
    const keys = new LimitKeys([newKey('k1')]);
    const limits = new CaptchaLimits({ keys, tenants: { global: { recipientPerDay: 40 } } });
    const claim = (i: number): IssueClaim => ({
      ...scopeWith(change),
      recipient: phone(`+861380013${8000 + i}`),
      ip: '192.0.2.1',
    });
    await limits.reserve(claim(0));
    // The memory limiter has one timer for each name it remembers.
    const names = vi.getTimerCount();
    for (let i = 1; i < 100; i++) expect(await outcome(limits.reserve(claim(i)))).not.toBe('granted');
    expect(vi.getTimerCount()).toBe(names);
  });
});

describeWithRedis('CaptchaLimits and a real Redis', () => {
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
  /** Without the deadline of half a second that `openRedis` gives: thousands of requests at once take longer. */
  const connect = async (one = new Redis(server.url)): Promise<Redis> => {
    opened.push(one.on('error', () => undefined));
    await nextEvent(one, 'ready');
    return one;
  };
  const prepare = async (): Promise<LimitsUnderTest> => {
    await client.flushall();
    // This process' clock goes along with the ages that keys are given.
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

  describeLimits('in Redis', prepare);

  describe('CaptchaLimits in Redis', () => {
    let subject: LimitsUnderTest;
    beforeEach(async () => (subject = await prepare()));
    afterEach(() => subject.close());

    const claim: IssueClaim = {
      ...scopeWith({ recipient: { gap: 60 }, tenant: { messagesPerDay: 3 } }),
      recipient: phone('+8613800138000'),
      ip: '192.0.2.1',
    };
    const sent = (i: number): IssueClaim => ({ ...claim, recipient: numbered(i) });

    it('goes on counting while keys rotate, and counts nothing anew', async () => {
      const [k1, k2] = [newKey('k1'), newKey('k2')];
      await subject.open({ keys: [k1] }).reserve(sent(1));
      await subject.open({ keys: [k1, k2] }).reserve(sent(2));
      await subject.open({ keys: [k2, k1] }).reserve(sent(3));
      expect(await outcome(subject.open({ keys: [k2, k1] }).reserve(sent(4)))).not.toBe('granted');
      expect(await outcome(subject.open({ keys: [k2, k1] }).reserve(sent(2)))).not.toBe('granted');
      // k2 has seen two of the three; a day later, when k1 goes, that no longer matters.
      expect(await outcome(subject.open({ keys: [k2] }).reserve(sent(4)))).toBe('granted');
      expect(await outcome(subject.open({ keys: [k2] }).reserve(sent(5)))).not.toBe('granted');
    });

    it('gives back under every listed key', async () => {
      const keys = [newKey('k1'), newKey('k2')];
      const reservation = await subject.open({ keys }).reserve(claim);
      expect(await client.dbsize()).toBe(2 * 7);
      await reservation.release();
      expect(await client.dbsize()).toBe(0);
    });

    it('leaves nothing behind for a recipient when the address, the tenant or the prefix is refused', async () => {
      const limits = subject.open();
      for (const change of [
        { ip: { messagesPerHour: 1 } },
        { tenant: { messagesPerDay: 1 } },
        { prefix: { perHour: 1 } },
      ]) {
        await client.flushall();
        const scope = scopeWith(change);
        await limits.reserve({ ...claim, ...scope });
        const before = (await client.keys('*')).sort();
        expect(before).toHaveLength(7);
        const recipient = phone('+8613800138001');
        expect(await outcome(limits.reserve({ ...claim, ...scope, recipient }))).not.toBe('granted');
        expect((await client.keys('*')).sort()).toEqual(before);
      }
    });

    it('gives every key an end within a day, and writes no recipient, address or tenant', async () => {
      const limits = subject.open();
      await limits.reserve({ ...claim, ...scopeWith({ recipient: { gap: 3600 } }, 'acme') });
      await limits.reserve({ ...claim, recipient: email(), ip: '2001:db8::1' });
      await limits.reserve({ ...claim, recipient: NO_RECIPIENT });
      await limits.reserveAnswer(claim);
      await limits.recordFailure(claim);
      const keys = await client.keys('*');
      const ends = await Promise.all(keys.map((key) => client.pttl(key)));
      expect(keys.length).toBe(16);
      expect(new Set(keys.map((key) => key.split(':')[1])).size).toBe(10);
      for (const end of ends) {
        expect(end).toBeGreaterThan(0);
        expect(end).toBeLessThanOrEqual(DAY);
      }
      for (const key of keys) expect(key).toMatch(/^vl:[a-z-]+:[\w-]{43}$/);
      expect(keys.join('\n')).not.toMatch(/138|example|192\.0|2001|acme/);
    });

    it('counts together with other instances', async () => {
      const [here, there] = [subject.open(), subject.open({ client: await connect() })];
      const asked = times(AT_ONCE, (i) => (i % 2 ? here : there).reserve(sent(i)));
      expect(await granted(asked)).toBe(3);
    });

    it('answers Server, to be asked again in a second, while Redis is away, and goes on when it is back', async () => {
      const shared = await connect(openRedis(server.url) as Redis);
      const limits = subject.open({ client: shared });
      const reservation = await limits.reserve(claim);
      await server.kill();
      const asked = [
        () => limits.reserve({ ...claim, recipient: NO_RECIPIENT }),
        () => limits.reserve(sent(1)),
        () => limits.reserveAnswer(claim),
        () => limits.recordFailure(claim),
        () => limits.isUnderAttack(claim),
      ];
      for (const ask of asked) {
        const error: unknown = await ask().catch((reason: unknown) => reason);
        expect(error).toMatchObject({
          definition: CommonErrors.Server,
          data: { retryAfter: 1 },
          status: 503,
        });
        expect((error as AppError).cause).toBeInstanceOf(Error);
      }
      await expect(reservation.release()).resolves.toBeUndefined();
      const back = Promise.all([nextEvent(client, 'ready'), nextEvent(shared, 'ready')]);
      await server.restart();
      await back;
      expect(await outcome(limits.reserve(claim))).toBe('granted');
    });
  });
});
