import { afterEach, describe, expect, it, vi } from 'vitest';
import { times } from '../../../../test/support/vitest/times.js';
import { StoreUnavailableError } from '../challenge-store.js';
import { MemoryStore, type MemoryStoreOptions } from './memory.store.js';
import {
  attemptOf,
  budgetMs,
  challengeOf,
  DAY,
  digestOf,
  errorOf,
  keysOf,
  sharedAttemptOf,
  sharedOf,
} from '../testing/samples.js';

/** Uses of a store that fill one of its maps faster than the others; each has an account and an id of its own. */
const USES = {
  challenges: (store, name, owner) => store.put(challengeOf(name, name, { owner })),
  'codes of accounts': async (store, name, owner) => {
    await store.putShared(sharedOf(name, name, { owner, gapMs: 0 }));
    await store.drop(name, name);
  },
  gaps: async (store, name, owner) => {
    await store.putShared(sharedOf(name, name, { owner }));
    await store.drop(name, name);
  },
  'wrong answers': async (store, name, owner) => {
    await store.put(challengeOf(name, name, { owner, attempts: 1 }));
    await store.attempt(attemptOf(name, name, 'wrong', { owner }));
    await store.drop(name, name);
  },
  'used proofs': (store, id, owner) =>
    store.consumeProof({ id, owner, madeAt: Date.now(), expiresAt: Date.now() + 1000 }),
} satisfies Record<string, (store: MemoryStore, name: string, owner: string) => Promise<unknown>>;

describe('MemoryStore at its capacity', () => {
  const opened: MemoryStore[] = [];
  const open = (options: MemoryStoreOptions): MemoryStore => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
    const store = new MemoryStore(options);
    opened.push(store);
    return store;
  };
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  const expectFull = async (step: Promise<unknown>): Promise<void> => {
    const error = await errorOf(step);
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect((error as StoreUnavailableError).retryAfter).toBeGreaterThan(0);
  };

  describe.each(Object.entries(USES))('with %s', (_, use) => {
    it('SEC-52: gives half to a flood of one owner, and refuses no other owner', async () => {
      const store = open({ capacity: 100, now: () => 0 });
      for (let i = 0; i < 50; i++) await use(store, `flood-${i}`, 'flood');
      await expectFull(use(store, 'flood-50', 'flood'));
      for (let i = 0; i < 20; i++) await use(store, `other-${i}`, 'other');
      await use(store, 'third', 'third');
    });

    it('SEC-52: gives a third each to floods of two owners, and refuses no other owner', async () => {
      const store = open({ capacity: 99, now: () => 0 });
      for (let i = 0; i < 33; i++)
        for (const owner of ['one', 'two']) await use(store, `${owner}-${i}`, owner);
      for (const owner of ['one', 'two']) await expectFull(use(store, `${owner}-33`, owner));
      for (let i = 0; i < 16; i++) await use(store, `other-${i}`, 'other');
    });
  });

  it('SEC-33: refuses the owner of a flood next, and evicts none of its live codes', async () => {
    const store = open({ capacity: 100, now: () => 0 });
    const issued = times(50, (i) => sharedOf(`id-${i}`, `tag-${i}`, { owner: 'flood' }));
    for (const challenge of issued) await store.putShared(challenge);
    await expectFull(store.putShared(sharedOf('next', 'next', { owner: 'flood' })));
    for (const { id, digest, nonce } of issued) {
      expect((await store.readAccount(keysOf(digest.tag), DAY)).live?.nonce).toBe(nonce);
      expect(await store.attempt(sharedAttemptOf(id, digest.tag, 'right'))).toBe('accepted');
    }
    expect(await store.putShared(sharedOf('again', 'tag-0', { owner: 'flood' }))).toMatchObject({
      outcome: 'paused',
    });
  });

  it('SEC-33: repeats a live code of an owner that has no room for a new one', async () => {
    const store = open({ capacity: 4, now: () => 0 });
    const [first, second] = [sharedOf('a', 'a'), sharedOf('b', 'b')];
    for (const challenge of [first, second]) {
      await store.putShared(challenge);
      await store.drop(challenge.id, challenge.digest.tag);
    }
    await expectFull(store.putShared(sharedOf('c', 'c')));
    const again = sharedOf('again', 'a', { nonce: first.nonce, repeats: true });
    expect(await store.putShared(again)).toMatchObject({ outcome: 'stored', isDue: false });
    expect(await store.attempt(sharedAttemptOf('again', 'a', 'right'))).toBe('accepted');
  });

  describe('a request that is refused for lack of room', () => {
    const refusedKeys = keysOf('refused', 'refused-k2');
    const refused = sharedOf('refused', 'refused', { otherTags: ['refused-k2'] });
    const untouched = { budgetMs: 0, gapMs: 0, live: undefined };

    it('for its gap under a second tag starts none under the first', async () => {
      const store = open({ capacity: 5, now: () => 0 });
      await store.putShared(sharedOf('id', 'tag', { otherTags: ['tag-k2'] }));
      await expectFull(store.putShared(refused));
      expect(await store.readAccount(refusedKeys, DAY)).toEqual(untouched);
    });

    it('for its record stores nothing', async () => {
      const store = open({ capacity: 4, now: () => 0 });
      for (const id of ['a', 'b']) await store.put(challengeOf(id, id));
      await expectFull(store.putShared(refused));
      expect(await store.readAccount(refusedKeys, DAY)).toEqual(untouched);
    });

    it('for its code starts no gap', async () => {
      const store = open({ capacity: 4, now: () => 0 });
      for (const name of ['a', 'b']) await USES['codes of accounts'](store, name, 'tenant');
      await expectFull(store.putShared(refused));
      expect(await store.readAccount(refusedKeys, DAY)).toEqual(untouched);
    });

    it('for its record starts no gap, although concurrent requests took the room', async () => {
      const store = open({ capacity: 12, now: () => 0 });
      const puts = times(6, (i) => store.put(challengeOf(`id-${i}`, `tag-${i}`)));
      await expectFull(store.putShared(refused));
      await Promise.all(puts);
      expect((await store.readAccount(refusedKeys, DAY)).gapMs).toBe(0);
      await store.drop('id-0', 'tag-0');
      const { live } = await store.readAccount(keysOf('refused'), DAY);
      const again = live ? { ...refused, nonce: live.nonce, repeats: true } : refused;
      expect(await store.putShared(again)).toMatchObject({ outcome: 'stored', isDue: true });
    });
  });

  it('charges both tags of an account, although the second one needs the room of an expired one', async () => {
    let now = 0;
    const store = open({ capacity: 3, now: () => now });
    await store.put(challengeOf('expired', 'expired', { attempts: 1 }));
    await store.attempt(attemptOf('expired', 'expired', 'wrong'));
    now = DAY.windowMs;
    await store.put(challengeOf('id', 'tag'));
    const digests = [digestOf('tag', 'wrong'), { ...digestOf('tag-k2', 'wrong'), keyId: 'k2' }];
    expect(await store.attempt(attemptOf('id', 'tag', 'wrong', { digests }))).toBe('mismatch');
    for (const tag of ['tag', 'tag-k2']) expect(await budgetMs(store, tag)).toBe(DAY.windowMs);
  });

  it('compares no answer that can be charged to one tag only', async () => {
    const store = open({ capacity: 2, now: () => 0 });
    await store.put(challengeOf('id', 'tag'));
    const digests = [digestOf('tag', 'right'), { ...digestOf('tag-k2', 'right'), keyId: 'k2' }];
    await expectFull(store.attempt(attemptOf('id', 'tag', 'right', { digests })));
    vi.advanceTimersByTime(1000);
    expect(store.size).toBe(1);
    expect(await store.attempt(attemptOf('id', 'tag', 'right'))).toBe('accepted');
  });

  it('SEC-34: removes codes and gaps without traffic when they have expired', async () => {
    let now = 0;
    const store = open({ now: () => now });
    for (let i = 0; i < 1000; i++) await store.putShared(sharedOf(`id-${i}`, `tag-${i}`));
    expect(store.size).toBe(3000);
    now = 60_000;
    vi.advanceTimersByTime(60_000);
    expect(store.size).toBe(2000);
    now = 180_000;
    vi.advanceTimersByTime(60_000);
    expect(store.size).toBe(0);
  });
});
