import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  MemoryRates,
  MemoryStore,
  type CodeDigest,
  StoreUnavailableError,
} from '@system-management/challenge-store';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CaptchaLimits } from '../../../src/user/captcha/limits/captcha.limits.js';
import { NO_RECIPIENT } from '../../../src/user/captcha/challenge/recipient.js';
import { LimitKeys } from '../../../src/user/captcha/keys/limit-keys.js';
import { tenantWith } from '../../support/tenant.js';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../support/time.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

const MINUTES = 480_000;
const LIFE_MS = 180_000;
/** Maximum memory per entry: 617 B, so that 200,000 entries take about 120 MiB. */
const BYTES_PER_ENTRY = 617;
const MIB = 2 ** 20;

/** Memory in use after a full garbage collection, in bytes. */
const memoryAfterGc = (): { readonly rss: number; readonly heap: number } => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
};

/** The tenant that floods. */
const owner = 'flood';

const random = randomBytes(32);
const idOf = (n: number): string => `${String(n).padStart(9, '0')}-flood-dddd`;
const tagOf = (n: number): string =>
  Buffer.from(`account ${n} of very many ones...`.slice(0, 32)).toString('base64url').padEnd(43, '_');
const digestOf = (n: number): CodeDigest => {
  const mac = Buffer.from(random);
  mac.writeUInt32LE(n);
  return { keyId: 'k1', tag: tagOf(n), mac };
};

describe('SEC-33: MemoryStore under a flood of issues', () => {
  const ISSUES = FULL ? 5_000_000 : 100_000;
  /** What one tenant may hold: half of the store, so that as much stays free for the others. */
  const CAPACITY = FULL ? 100_000 : 10_000;

  it(
    'stays within its capacity, refuses further challenges of the tenant that floods and of no other, and evicts no live one',
    async () => {
      let now = 0;
      const before = memoryAfterGc();
      const store = new MemoryStore({ capacity: 2 * CAPACITY, now: () => now });
      const beyond = digestOf(CAPACITY);
      let refused = 0;
      let largest = 0;
      // Capturing millions of stack traces would dominate the run time.
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 0;
      for (let n = 0; n < ISSUES; n++) {
        await store
          .put({
            id: idOf(n),
            // Refused challenges share one digest: creating millions would take longer than the refusals.
            digest: n < CAPACITY ? digestOf(n) : beyond,
            attempts: 5,
            lifetimeMs: LIFE_MS,
            strong: false,
            owner,
          })
          .catch((error: unknown) => {
            if (!(error instanceof StoreUnavailableError)) throw error;
            refused++;
          });
        if (n % 10_000 === 0) largest = Math.max(largest, store.size);
      }
      Error.stackTraceLimit = stackTraceLimit;
      const after = memoryAfterGc();
      const grown = { rss: after.rss - before.rss, heap: after.heap - before.heap };
      logMetric(
        `SEC-33 memory: ${ISSUES} issues, ${refused} refused, at most ${largest} entries, RSS +${(grown.rss / MIB).toFixed(1)} MiB, heap +${(grown.heap / MIB).toFixed(1)} MiB (${(grown.heap / CAPACITY).toFixed(0)} B an entry)`,
      );
      expect(refused).toBe(ISSUES - CAPACITY);
      expect(largest).toBeLessThanOrEqual(CAPACITY);
      // Only full runs check RSS: in quick runs other specs of the worker dominate it.
      if (FULL) expect(grown.rss).toBeLessThan(CAPACITY * BYTES_PER_ENTRY);
      expect(grown.heap).toBeLessThan(CAPACITY * BYTES_PER_ENTRY);

      // Who is asked next: another tenant is served.
      const next = { id: 'next-one', digest: digestOf(CAPACITY + 1), attempts: 5, lifetimeMs: LIFE_MS };
      await store.put({ ...next, strong: false, owner: 'other' });
      const answer = { id: next.id, digests: [next.digest], owner: 'other' };
      expect(await store.attempt(answer)).toBe('accepted');

      const sample = Array.from({ length: 1000 }, (_, i) => Math.floor((i * CAPACITY) / 1000));
      for (const n of sample)
        expect(await store.attempt({ id: idOf(n), digests: [digestOf(n)], owner })).toBe('accepted');
      // Accepts as many challenges as were consumed, and all after the flood has expired.
      for (const n of sample)
        await store.put({
          id: idOf(n),
          digest: digestOf(n),
          attempts: 5,
          lifetimeMs: LIFE_MS,
          strong: false,
          owner,
        });
      now = LIFE_MS;
      await store.put({
        id: idOf(0),
        digest: digestOf(1),
        attempts: 5,
        lifetimeMs: LIFE_MS,
        strong: false,
        owner,
      });
      expect(await store.attempt({ id: idOf(0), digests: [digestOf(1)], owner })).toBe('accepted');
      await store.close();
      expect(store.size).toBe(0);
    },
    MINUTES,
  );

  it('rejects an answer when it has no capacity to count it', async () => {
    const store = new MemoryStore({ capacity: 200, now: () => 0 });
    const budget = { max: 10, windowMs: DAY_MS };
    for (let n = 0; n < 100; n++) {
      await store.put({
        id: idOf(n),
        digest: digestOf(n),
        attempts: 5,
        lifetimeMs: LIFE_MS,
        strong: false,
        owner,
      });
      expect(
        await store.attempt({ id: idOf(n), digests: [{ ...digestOf(n), mac: random }], budget, owner }),
      ).toBe('mismatch');
    }
    await store.drop(idOf(0), tagOf(0));
    await store.put({
      id: idOf(100),
      digest: digestOf(100),
      attempts: 5,
      lifetimeMs: LIFE_MS,
      strong: false,
      owner,
    });
    const attempt = { id: idOf(100), digests: [{ ...digestOf(100), mac: random }], budget, owner };
    await expect(store.attempt(attempt)).rejects.toBeInstanceOf(StoreUnavailableError);
    await store.close();
  });
});

/** A request without an account, of the n-th network. */
function requestOf(n: number, code = owner) {
  const tenant = tenantWith({ code });
  const purpose = tenant.policy.purposes['login']!;
  const ip = `2001:${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}::1`;
  return { tenant, purpose, recipient: NO_RECIPIENT, ip };
}

function limitsOf(rates: MemoryRates): CaptchaLimits {
  const keys = new LimitKeys([{ id: 'k1', secret: random }]);
  return new CaptchaLimits({ keys, rates, tenants: { global: { recipientPerDay: 40 } } });
}

describe('SEC-33: CaptchaLimits in memory under a flood of addresses', () => {
  const ADDRESSES = FULL ? 200_000 : 20_000;

  it(
    'takes at most 617 B per counted address or network, and refuses the tenant that floods only',
    async () => {
      const rates = new MemoryRates({ capacity: 2 * ADDRESSES, now: () => 0 });
      const limits = limitsOf(rates);
      const { tenant, ...request } = requestOf(0);
      const before = memoryAfterGc();
      let refused = 0;
      for (let n = 0; n < ADDRESSES; n++) {
        const { ip } = requestOf(n);
        await limits.recordWrongAnswer({ ...request, tenant, ip }).catch(() => refused++);
      }
      const after = memoryAfterGc();
      const each = (after.heap - before.heap) / rates.size;
      logMetric(
        `SEC-33 memory: rates of ${ADDRESSES} addresses: ${rates.size} keys, ${refused} refused, RSS +${((after.rss - before.rss) / MIB).toFixed(1)} MiB, ${each.toFixed(0)} B of heap each`,
      );
      expect(each).toBeLessThan(BYTES_PER_ENTRY);
      // An address and its network each: half of the addresses fill the half that one tenant may hold.
      expect(rates.size).toBe(ADDRESSES);
      expect(refused).toBe(ADDRESSES / 2);
      await expect(limits.recordWrongAnswer(requestOf(ADDRESSES, 'other'))).resolves.toBeUndefined();
      await rates.close();
    },
    MINUTES,
  );
});

describe('SEC-34: MemoryStore and CaptchaLimits over a day', () => {
  afterEach(() => void vi.useRealTimers());

  it(
    'keep a constant size from the second hour on, and are empty without traffic',
    async () => {
      const CODES = FULL ? 864_000 : 50_000;
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      let now = 0;
      const store = new MemoryStore({ now: () => now });
      const tick = (): void => {
        now += SECOND_MS;
        vi.advanceTimersByTime(SECOND_MS);
      };
      let largest = 0;
      const sizes: number[] = [];
      const heaps: number[] = [];
      let issued = 0;
      for (let hour = 0; hour < 24; hour++) {
        for (let second = 0; second < HOUR_MS / SECOND_MS; second++) {
          const due = Math.floor((CODES * (hour * 3600 + second + 1)) / 86_400);
          for (; issued < due; issued++) {
            await store.put({
              id: idOf(issued),
              digest: digestOf(issued),
              attempts: 5,
              lifetimeMs: LIFE_MS,
              strong: false,
              owner,
            });
          }
          tick();
          largest = Math.max(largest, store.size);
        }
        sizes.push(store.size);
        if (FULL) heaps.push(memoryAfterGc().heap);
      }
      const later = sizes.slice(1);
      const drift = (Math.max(...later) - Math.min(...later)) / later[0]!;
      logMetric(
        `SEC-34 memory: ${issued} codes in 24 h, size by hour ${Math.min(...later)} to ${Math.max(...later)}, at most ${largest}`,
      );
      expect(issued).toBe(CODES);
      expect(drift).toBeLessThan(0.01);
      // At most the codes of one lifetime, plus five seconds until the next sweep.
      expect(largest).toBeLessThanOrEqual(Math.ceil(((LIFE_MS / SECOND_MS + 5) * CODES) / 86_400));
      if (FULL) {
        const heapDrift = (heaps.at(-1)! - heaps[1]!) / heaps[1]!;
        logMetric(
          `SEC-34 memory: heap after hour 2 ${(heaps[1]! / MIB).toFixed(1)} MiB, after hour 24 ${(heaps.at(-1)! / MIB).toFixed(1)} MiB (${(heapDrift * 100).toFixed(2)} %)`,
        );
        expect(heapDrift).toBeLessThan(0.01);
      }
      for (let second = 0; second <= LIFE_MS / SECOND_MS; second++) tick();
      expect(store.size).toBe(0);
      await store.close();
    },
    MINUTES,
  );

  it('drop an account’s wrong answers when the last one has left the window', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let now = 0;
    const store = new MemoryStore({ now: () => now });
    const budget = { max: 10, windowMs: DAY_MS };
    for (let n = 0; n < 1000; n++) {
      await store.put({
        id: idOf(n),
        digest: digestOf(n),
        attempts: 1,
        lifetimeMs: LIFE_MS,
        strong: false,
        owner,
      });
      await store.attempt({ id: idOf(n), digests: [{ ...digestOf(n), mac: random }], budget, owner });
    }
    expect(store.size).toBe(1000);
    now = DAY_MS - 1;
    vi.advanceTimersByTime(10 * SECOND_MS);
    expect(store.size).toBe(1000);
    now = DAY_MS;
    vi.advanceTimersByTime(10 * SECOND_MS);
    expect(store.size).toBe(0);
    await store.close();
  });

  it('drop rates when their time has come', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let now = 0;
    const rates = new MemoryRates({ now: () => now });
    const limits = limitsOf(rates);
    for (let n = 0; n < 1000; n++) await limits.recordWrongAnswer(requestOf(n));
    expect(rates.size).toBe(2000);
    now = HOUR_MS;
    vi.advanceTimersByTime(10 * SECOND_MS);
    expect(rates.size).toBe(0);
    await rates.close();
  });
});
