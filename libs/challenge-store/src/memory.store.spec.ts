import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailableError } from './challenge-store.js';
import { MemoryStore, type MemoryStoreOptions } from './memory.store.js';
import { describeChallengeStore } from './testing/store-suite.js';

const mac = createHash('sha256').update('right').digest();
const right = new Map([['k1', mac]]);

describeChallengeStore('MemoryStore', async () => {
  let now = 1_000_000;
  const store = new MemoryStore({ now: () => now });
  return { store, advance: async (ms) => void (now += ms), close: () => store.close() };
});

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
    store.put({ id, keyId: 'k1', mac, attempts: 1, lifetimeMs });

  it('refuses new challenges when full, with a time to come back, and evicts nothing alive', async () => {
    const store = open({ capacity: 100, now: () => 0 });
    for (let i = 0; i < 100; i++) await put(store, `live-${i}`);
    const refusal = await put(store, 'one-more').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StoreUnavailableError);
    expect((refusal as StoreUnavailableError).retryAfter).toBeGreaterThan(0);
    for (let i = 0; i < 100; i++) expect(await store.attempt(`live-${i}`, right)).toBe('accepted');
  });

  it('makes room from what has expired, whatever is still alive beside it', async () => {
    let now = 0;
    const store = open({ capacity: 1000, now: () => now });
    for (let i = 0; i < 1000; i++) await put(store, `id-${i}`, i % 2 ? 1_000 : 90_000);
    now = 2_000;
    for (let i = 0; i < 500; i++) await put(store, `new-${i}`);
    await expect(put(store, 'too-many')).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await store.attempt('id-0', right)).toBe('accepted');
    expect(await store.attempt('id-1', right)).toBe('gone');
  });

  it('is empty again without any traffic', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let now = 0;
    const store = open({ now: () => now });
    for (let i = 0; i < 20_000; i++) await put(store, `id-${i}`);
    now = 60_000;
    expect(store.size).toBe(20_000);
    vi.advanceTimersByTime(60_000);
    expect(store.size).toBe(0);
  });

  it('frees a consumed challenge at once', async () => {
    const store = open({});
    await put(store, 'id');
    await store.attempt('id', right);
    expect(store.size).toBe(0);
  });

  it('is not fooled when the wall clock jumps', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = open({ now: () => 0 });
    await put(store, 'id');
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await store.attempt('id', right)).toBe('accepted');
  });
});
