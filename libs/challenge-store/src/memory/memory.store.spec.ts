import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PROOF_SKEW_MS, StoreUnavailableError } from '../challenge-store.js';
import { MemoryStore, type MemoryStoreOptions } from './memory.store.js';
import { describeSharedCodes } from '../testing/shared-code-suite.js';
import { describeChallengeStore, type StoreUnderTest } from '../testing/store-suite.js';

const mac = createHash('sha256').update('right').digest();
const TAG = 'account';
const DAY = { max: 10, windowMs: 86_400_000 };
const digests = [{ keyId: 'k1', tag: TAG, mac }];
const wrongDigests = [{ keyId: 'k1', tag: TAG, mac: createHash('sha256').update('wrong').digest() }];

const openMemory = async (): Promise<StoreUnderTest> => {
  let now = 1_000_000;
  // The store's clock stands still, so the wall clock that it is compared with must too.
  vi.useFakeTimers({ toFake: ['Date'] });
  const store = new MemoryStore({ now: () => now });
  return {
    store,
    peer: store,
    slackMs: 1,
    advance: async (ms) => void (now += ms),
    close: async () => {
      vi.useRealTimers();
      await store.close();
    },
  };
};
describeChallengeStore('MemoryStore', openMemory);
describeSharedCodes('MemoryStore', openMemory);

describe('MemoryStore', () => {
  const opened: MemoryStore[] = [];
  const open = (options: MemoryStoreOptions): MemoryStore => {
    const store = new MemoryStore(options);
    opened.push(store);
    return store;
  };
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  const put = (store: MemoryStore, id: string, lifetimeMs = 60_000): Promise<void> =>
    store.put({
      id,
      digest: { keyId: 'k1', tag: TAG, mac },
      attempts: 1,
      lifetimeMs,
      strong: false,
      owner: 'tenant',
    });

  it('rejects new challenges with retryAfter when their owner has no room, and evicts no live ones', async () => {
    const store = open({ capacity: 200, now: () => 0 });
    for (let i = 0; i < 100; i++) await put(store, `live-${i}`);
    const error = await put(store, 'one-more').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect((error as StoreUnavailableError).retryAfter).toBeGreaterThan(0);
    for (let i = 0; i < 100; i++)
      expect(await store.attempt({ id: `live-${i}`, digests, owner: 'tenant' })).toBe('accepted');
  });

  it('reuses the capacity of expired entries between live ones', async () => {
    let now = 0;
    const store = open({ capacity: 2000, now: () => now });
    for (let i = 0; i < 1000; i++) await put(store, `id-${i}`, i % 2 ? 1_000 : 90_000);
    now = 2_000;
    for (let i = 0; i < 500; i++) await put(store, `new-${i}`);
    await expect(put(store, 'too-many')).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await store.attempt({ id: 'id-0', digests, owner: 'tenant' })).toBe('accepted');
    expect(await store.attempt({ id: 'id-1', digests, owner: 'tenant' })).toBe('not_found');
  });

  it('removes expired challenges without traffic', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let now = 0;
    const store = open({ now: () => now });
    for (let i = 0; i < 20_000; i++) await put(store, `id-${i}`);
    now = 60_000;
    expect(store.size).toBe(20_000);
    vi.advanceTimersByTime(60_000);
    expect(store.size).toBe(0);
  });

  it('removes a consumed challenge completely', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const store = open({});
    await put(store, 'id');
    await store.attempt({ id: 'id', digests, budget: DAY, owner: 'tenant' });
    vi.advanceTimersByTime(1000);
    expect(store.size).toBe(0);
  });

  it('removes a budget at the end of its window without traffic', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let now = 0;
    const store = open({ now: () => now });
    await put(store, 'id');
    await store.attempt({ id: 'id', digests: wrongDigests, budget: DAY, owner: 'tenant' });
    now = DAY.windowMs - 1;
    vi.advanceTimersByTime(1000);
    expect(store.size).toBe(1);
    now = DAY.windowMs;
    vi.advanceTimersByTime(1000);
    expect(store.size).toBe(0);
  });

  it('compares no answer while there is no capacity to charge the account', async () => {
    const store = open({ capacity: 4, now: () => 0 });
    for (const tag of ['first', 'second']) {
      const wrong = [{ keyId: 'k1', tag, mac: Buffer.alloc(32) }];
      await store.put({
        id: 'id',
        digest: { keyId: 'k1', tag, mac },
        attempts: 1,
        lifetimeMs: 1000,
        strong: false,
        owner: 'tenant',
      });
      expect(await store.attempt({ id: 'id', digests: wrong, budget: DAY, owner: 'tenant' })).toBe(
        'exhausted',
      );
    }
    await put(store, 'third');
    const attempt = { id: 'third', digests: wrongDigests, budget: DAY, owner: 'tenant' };
    await expect(store.attempt(attempt)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await store.attempt({ id: 'third', digests, owner: 'tenant' })).toBe('accepted');
  });

  it('checks the expiry at the time of the comparison, not of the lookup', async () => {
    const times = [0];
    const store = open({ now: () => (times.length > 1 ? Number(times.shift()) : Number(times[0])) });
    await put(store, 'id', 1000);
    times.push(999, 1000);
    times.shift();
    expect(await store.attempt({ id: 'id', digests, owner: 'tenant' })).toBe('not_found');
  });

  it('refuses a proof issued before the store was created', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 50_000 });
    const store = open({ now: () => 7 });
    expect(
      await store.consumeProof({ id: 'older', madeAt: 49_999, expiresAt: 60_000, owner: 'tenant' }),
    ).toBe('stale');
    expect(
      await store.consumeProof({ id: 'younger', madeAt: 50_000, expiresAt: 60_000, owner: 'tenant' }),
    ).toBe('accepted');
  });

  it('remembers a used proof for an hour after its expiry, then removes it', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    let now = 0;
    const store = open({ now: () => now });
    const madeAt = Date.now();
    await store.consumeProof({ id: 'id', madeAt, expiresAt: madeAt + 1000, owner: 'tenant' });
    now = 1000 + PROOF_SKEW_MS - 1;
    vi.advanceTimersByTime(1000);
    expect(store.size).toBe(1);
    now += 1;
    vi.advanceTimersByTime(1000);
    expect(store.size).toBe(0);
  });

  it('refuses a used proof when the wall clock is set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    let now = 0;
    const store = open({ now: () => now });
    const madeAt = Date.now();
    const proof = { id: 'id', madeAt, expiresAt: madeAt + 1000, owner: 'tenant' };
    expect(await store.consumeProof(proof)).toBe('accepted');
    now = 1000 + PROOF_SKEW_MS;
    vi.setSystemTime(madeAt);
    expect(await store.consumeProof(proof)).toBe('expired');
  });

  it('does not expire challenges when the wall clock jumps', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = open({ now: () => 0 });
    await put(store, 'id');
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await store.attempt({ id: 'id', digests, owner: 'tenant' })).toBe('accepted');
  });
});
