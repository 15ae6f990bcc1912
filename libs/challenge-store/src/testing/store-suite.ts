import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChallengeStore, StoredChallenge } from '../challenge-store.js';

/** A store under test, with a way to let its time pass. */
export interface StoreUnderTest {
  readonly store: ChallengeStore;
  /** Moves the store's own clock. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

const macOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const answer = (text: string): ReadonlyMap<string, Buffer> => new Map([['k1', macOf(text)]]);
const challenge = (over: Partial<StoredChallenge> = {}): StoredChallenge => ({
  id: randomBytes(15).toString('base64url'),
  keyId: 'k1',
  mac: macOf('right'),
  attempts: 5,
  lifetimeMs: 180_000,
  ...over,
});

/** What every store promises; a store is done when it passes. */
export function describeChallengeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the promises of every challenge store`, () => {
    let subject: StoreUnderTest;
    let store: ChallengeStore;
    beforeEach(async () => {
      subject = await open();
      store = subject.store;
    });
    afterEach(() => subject.close());

    const waiting = async (over?: Partial<StoredChallenge>): Promise<string> => {
      const one = challenge(over);
      await store.put(one);
      return one.id;
    };

    it('accepts the right answer once and never again', async () => {
      const id = await waiting();
      expect(await store.attempt(id, answer('right'))).toBe('accepted');
      expect(await store.attempt(id, answer('right'))).toBe('gone');
    });

    it('has one winner among 1,000 concurrent right answers', async () => {
      const id = await waiting();
      const outcomes = await Promise.all(
        Array.from({ length: 1000 }, () => store.attempt(id, answer('right'))),
      );
      expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'gone')).toHaveLength(999);
    });

    it('judges exactly the allowed attempts among 1,000 concurrent wrong answers', async () => {
      const id = await waiting();
      const outcomes = await Promise.all(
        Array.from({ length: 1000 }, () => store.attempt(id, answer('wrong'))),
      );
      expect(outcomes.filter((outcome) => outcome === 'bad')).toHaveLength(4);
      expect(outcomes.filter((outcome) => outcome === 'locked')).toHaveLength(1);
      expect(await store.attempt(id, answer('right'))).toBe('gone');
    });

    it('accepts the right answer on the last attempt', async () => {
      const id = await waiting({ attempts: 2 });
      expect(await store.attempt(id, answer('wrong'))).toBe('bad');
      expect(await store.attempt(id, answer('right'))).toBe('accepted');
    });

    it('lets a challenge live to its last millisecond and not beyond', async () => {
      const [early, late] = [await waiting({ lifetimeMs: 30_000 }), await waiting({ lifetimeMs: 30_000 })];
      await subject.advance(29_999);
      expect(await store.attempt(early, answer('right'))).toBe('accepted');
      await subject.advance(1);
      expect(await store.attempt(late, answer('right'))).toBe('gone');
    });

    it('does not prolong a life by a wrong answer', async () => {
      const id = await waiting({ lifetimeMs: 30_000 });
      await subject.advance(20_000);
      expect(await store.attempt(id, answer('wrong'))).toBe('bad');
      await subject.advance(10_000);
      expect(await store.attempt(id, answer('right'))).toBe('gone');
    });

    it('keeps challenges apart', async () => {
      const [first, second] = [await waiting(), await waiting({ mac: macOf('other') })];
      expect(await store.attempt(second, answer('right'))).toBe('bad');
      expect(await store.attempt(first, answer('right'))).toBe('accepted');
      expect(await store.attempt(second, answer('other'))).toBe('accepted');
    });

    it('judges by the key that made the record, and not at all when that key is no longer listed', async () => {
      const id = await waiting({ keyId: 'k0' });
      expect(await store.attempt(id, answer('right'))).toBe('gone');
      const macs = new Map([
        ['k1', macOf('wrong')],
        ['k0', macOf('right')],
      ]);
      expect(await store.attempt(id, macs)).toBe('accepted');
    });

    it('forgets what is dropped, and dropping the unknown is harmless', async () => {
      const id = await waiting();
      await store.drop(id);
      await store.drop('unknown');
      expect(await store.attempt(id, answer('right'))).toBe('gone');
    });

    it.each(['', 'unknown', '__proto__', 'constructor', 'toString'])('knows no challenge %j', async (id) => {
      expect(await store.attempt(id, answer('right'))).toBe('gone');
    });
  });
}
