import fc from 'fast-check';
import type { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FULL } from '../../../../test/support/vitest/profile.js';
import { times } from '../../../../test/support/vitest/times.js';
import { settlesWithin } from '../../../../test/support/wait.js';
import { StoreUnavailableError } from '../challenge-store.js';
import { MemoryRates } from '../memory/memory.rates.js';
import type { Rate, RateCharge } from '../rates.js';
import { describeRateStore } from '../testing/rate-suite.js';
import { redisClients, restartRedis } from '../testing/redis-clients.js';
import { describeWithRedis, RedisServer } from '../testing/redis-server.js';
import { advanceRedisTime, REDIS_SLACK_MS } from '../testing/redis-time.js';
import { withRelaxedTimeouts } from '../testing/relaxed-timeouts.js';
import { RedisRates } from './redis.rates.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SIX: Rate = { count: 6, windowMs: 60 * MINUTE };
const chargeOf = (key: string, rate = SIX): RateCharge => ({ key, owner: 'tenant', ...rate });

describeWithRedis('RedisRates', () => {
  withRelaxedTimeouts();
  const { connect } = redisClients();
  let server: RedisServer;
  let client: Redis | Cluster;
  let rates: RedisRates;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(async () => {
    client = await connect(server.url);
    await client.flushall();
    rates = new RedisRates(client);
  });
  afterAll(() => server.stop());

  describeRateStore('RedisRates', async () => ({
    rates,
    peer: new RedisRates(await connect(server.url)),
    slackMs: REDIS_SLACK_MS,
    advance: (ms) => advanceRedisTime(client, ms),
    close: () => rates.close(),
  }));

  it('stores one number a key, until it is no longer ahead of now and for at most the window', async () => {
    const long: Rate = { count: 1, windowMs: DAY };
    const odd: Rate = { count: 7, windowMs: DAY };
    await rates.charge([...times(8, () => chargeOf('six')), chargeOf('long', long), chargeOf('refunded')]);
    await rates.charge([...times(9, () => chargeOf('odd', odd)), chargeOf('one')]);
    await rates.refund([chargeOf('six'), chargeOf('refunded')]);
    const ends = { six: 50 * MINUTE, long: DAY, odd: DAY, one: 10 * MINUTE };
    expect((await client.keys('*')).sort()).toEqual(
      Object.keys(ends)
        .map((key) => `vr:${key}`)
        .sort(),
    );
    for (const [key, end] of Object.entries(ends)) {
      const left = await client.pttl(`vr:${key}`);
      expect(left, key).toBeLessThanOrEqual(end);
      expect(left, key).toBeGreaterThan(end - REDIS_SLACK_MS);
      expect(await client.get(`vr:${key}`)).toMatch(/^\d{16}$/);
    }
  });

  it('writes nothing for assessments, refused charges and refunds of idle keys', async () => {
    await rates.assess([chargeOf('key')]);
    await rates.refund([chargeOf('key')]);
    expect(await client.dbsize()).toBe(0);
    await rates.charge(times(6, () => chargeOf('key')));
    const time = await client.get('vr:key');
    await rates.charge([chargeOf('key')]);
    await rates.assess([chargeOf('key')]);
    expect(await client.get('vr:key')).toBe(time);
  });

  it('reads the clock of Redis, to the microsecond', async () => {
    const [before, after] = [
      await client.time(),
      (await rates.charge([chargeOf('key')]), await client.time()),
    ];
    const [from, to] = [before, after].map(([seconds, micros]) => Number(seconds) * 1e6 + Number(micros));
    const issued = Number(await client.get('vr:key')) - 10 * MINUTE * 1000;
    expect(issued).toBeGreaterThanOrEqual(from!);
    expect(issued).toBeLessThanOrEqual(to!);
  });

  it('takes a time in the past for now', async () => {
    await client.set('vr:key', '1');
    const waits = await rates.charge(times(8, () => chargeOf('key')));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(6);
  });

  it('keeps its counts over a restart from a snapshot', async () => {
    const own = await RedisServer.start();
    onTestFinished(() => own.stop());
    const ownClient = await connect(own.url);
    const ownRates = new RedisRates(ownClient);
    await ownRates.charge(times(6, () => chargeOf('key')));
    await ownClient.save();
    await restartRedis(own, ownClient);
    const [wait = 0] = await ownRates.charge([chargeOf('key')]);
    expect(wait).toBeGreaterThan(10 * MINUTE - REDIS_SLACK_MS);
  });

  it('needs only the listed commands and one key prefix', async () => {
    const commands = ['info', 'time', 'eval', 'evalsha', 'get', 'set', 'del'].map((command) => `+${command}`);
    await client.acl('SETUSER', 'counter', 'on', '>word', 'resetkeys', '~vr:*', '-@all', ...commands);
    const narrow = new RedisRates(await connect(server.url.replace('//', '//counter:word@')));
    const charges = [chargeOf('key'), chargeOf('other')];
    expect(await narrow.charge(charges)).toEqual([0, 0]);
    expect(await narrow.assess(charges)).toEqual([0, 0]);
    await narrow.refund(charges);
    expect(await client.dbsize()).toBe(0);
  });

  describe('the waits of a generated sequence', () => {
    const key = fc.constantFrom('a', 'b');
    // Whole minutes, so that the time that a run takes changes no decision.
    const rate = fc.record({
      count: fc.integer({ min: 1, max: 5 }),
      minutes: fc.integer({ min: 1, max: 240 }),
    });
    const charges = fc.array(
      fc
        .record({ key, rate })
        .map(({ key, rate: { count, minutes } }) =>
          chargeOf(key, { count, windowMs: count * minutes * MINUTE }),
        ),
      { minLength: 1, maxLength: 3 },
    );
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('charge' as const), charges }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('assess' as const), charges }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('refund' as const), charges }) },
      fc.record({ kind: fc.constant('advance' as const), minutes: fc.integer({ min: 1, max: 300 }) }),
    );

    it('are those of MemoryRates, less the time that the sequence takes', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
          await client.flushall();
          let now = 0;
          const memory = new MemoryRates({ now: () => now });
          const started = performance.now();
          for (const step of steps) {
            if (step.kind === 'advance') {
              now += step.minutes * MINUTE;
              await advanceRedisTime(client, step.minutes * MINUTE);
              continue;
            }
            const [expected, actual] = [
              await memory[step.kind](step.charges),
              await rates[step.kind](step.charges),
            ];
            // One more: both round up to milliseconds.
            const elapsed = performance.now() - started + 1;
            for (const [i, wait] of (expected ?? []).entries()) {
              expect(actual?.[i]).toBeLessThanOrEqual(wait);
              expect(actual?.[i]).toBeGreaterThanOrEqual(Math.max(0, wait - elapsed));
            }
          }
          await memory.close();
        }),
        { numRuns: FULL ? 500 : 50 },
      );
    });
  });
});

describeWithRedis('RedisRates while Redis hangs', () => {
  const { connect } = redisClients();

  it('rejects every call within a second', async () => {
    const server = await RedisServer.start();
    onTestFinished(() => server.stop());
    const rates = new RedisRates(await connect(server.url));
    server.pause();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const charges = [chargeOf('key')];
    const steps = [rates.assess(charges), rates.charge(charges), rates.refund(charges)];
    const errors = steps.map((step) => expect(step).rejects.toBeInstanceOf(StoreUnavailableError));
    await vi.advanceTimersByTimeAsync(999);
    vi.useRealTimers();
    expect(await settlesWithin(1000, Promise.all(errors))).toBe(true);
    await Promise.all(errors);
    // Without charges nothing is sent.
    expect(await rates.charge([])).toEqual([]);
  });
});
