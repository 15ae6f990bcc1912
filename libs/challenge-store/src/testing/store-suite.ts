import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FULL } from '../../../../test/support/vitest/profile.js';
import { times } from '../../../../test/support/vitest/times.js';
import {
  type AttemptOutcome,
  type Budget,
  type ChallengeStore,
  PROOF_SKEW_MS,
  type CodeDigest,
  type SingleUseProof,
  type StoredChallenge,
} from '../challenge-store.js';

/** A store under test and a way to advance its clock. */
export interface StoreUnderTest {
  readonly store: ChallengeStore;
  /** A second instance with the same data if the store can be shared; otherwise the store itself. */
  readonly peer: ChallengeStore;
  /** Precision of {@link advance} in milliseconds. */
  readonly slackMs: number;
  /** Advances the store's clock. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

const DAY: Budget = { max: 10, windowMs: 86_400_000 };
const LIFETIME_MS = 180_000;
/** Number of concurrent calls. */
const CONCURRENCY = FULL ? 1000 : 100;
const CONCURRENCY_TEXT = CONCURRENCY.toLocaleString('en');

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const newId = (): string => randomBytes(15).toString('base64url');
const count = (outcomes: readonly AttemptOutcome[], ...wanted: AttemptOutcome[]): number =>
  outcomes.filter((outcome) => wanted.includes(outcome)).length;
const isWrong = (outcome: AttemptOutcome): boolean => outcome === 'mismatch' || outcome === 'exhausted';

/** The tags of one account under two keys; k2 is the current key. */
interface Account {
  readonly k1: string;
  readonly k2: string;
}
const newAccount = (): Account => ({ k1: newId(), k2: newId() });
const digestOf = (account: Account, keyId: keyof Account, text: string): CodeDigest => ({
  keyId,
  tag: account[keyId],
  mac: sha256(text),
});

/** The contract that every implementation of {@link ChallengeStore} must pass. */
export function describeChallengeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name}: the ChallengeStore contract`, () => {
    let subject: StoreUnderTest;
    let store: ChallengeStore;
    let account: Account;
    beforeEach(async () => {
      subject = await open();
      store = subject.store;
      account = newAccount();
    });
    afterEach(() => subject.close());

    const put = async (over: Partial<StoredChallenge> = {}): Promise<string> => {
      const challenge: StoredChallenge = {
        id: newId(),
        digest: digestOf(account, 'k1', 'right'),
        attempts: 5,
        lifetimeMs: LIFETIME_MS,
        strong: false,
        owner: 'tenant',
        ...over,
      };
      await store.put(challenge);
      return challenge.id;
    };
    /** An attempt of an instance that lists k1 only. */
    const attempt = (id: string, text: string, by = store): Promise<AttemptOutcome> =>
      by.attempt({ id, digests: [digestOf(account, 'k1', text)], budget: DAY, owner: 'tenant' });
    /** An attempt of an instance that lists k2 and k1. */
    const attemptUnderBoth = (id: string, text: string, by = store): Promise<AttemptOutcome> =>
      by.attempt({
        id,
        digests: [digestOf(account, 'k2', text), digestOf(account, 'k1', text)],
        budget: DAY,
        owner: 'tenant',
      });
    const budgetMs = async (tags: readonly string[], budget: Budget): Promise<number> => {
      const keys = tags.map((tag) => ({ keyId: 'k1', tag, subject: 'subject' }));
      return (await store.readAccount(keys, budget)).budgetMs;
    };
    /** Distributes calls over both instances. */
    const either = (index: number): ChallengeStore => (index % 2 ? subject.peer : store);
    const answerWrong = async (total: number): Promise<AttemptOutcome[]> => {
      const outcomes: AttemptOutcome[] = [];
      for (let i = 0; i < total; i++) outcomes.push(await attempt(await put(), 'wrong'));
      return outcomes;
    };

    describe('a challenge', () => {
      it('is accepted with the right answer once', async () => {
        const id = await put();
        expect(await attempt(id, 'right')).toBe('accepted');
        expect(await attempt(id, 'right')).toBe('not_found');
      });

      it(`accepts exactly one of ${CONCURRENCY_TEXT} concurrent right answers over two instances`, async () => {
        const id = await put();
        const outcomes = await Promise.all(times(CONCURRENCY, (i) => attempt(id, 'right', either(i))));
        expect(count(outcomes, 'accepted')).toBe(1);
        expect(count(outcomes, 'not_found')).toBe(CONCURRENCY - 1);
      });

      it(`compares exactly the allowed attempts of ${CONCURRENCY_TEXT} concurrent wrong answers`, async () => {
        const id = await put();
        const outcomes = await Promise.all(times(CONCURRENCY, (i) => attempt(id, 'wrong', either(i))));
        expect(count(outcomes, 'mismatch')).toBe(4);
        expect(count(outcomes, 'exhausted')).toBe(1);
        expect(await attempt(id, 'right')).toBe('not_found');
      });

      it('accepts the right answer on the last attempt', async () => {
        const id = await put({ attempts: 2 });
        expect(await attempt(id, 'wrong')).toBe('mismatch');
        expect(await attempt(id, 'right')).toBe('accepted');
      });

      it('expires at the end of its lifetime', async () => {
        const [early, late] = [await put(), await put()];
        await subject.advance(LIFETIME_MS - subject.slackMs);
        expect(await attempt(early, 'right')).toBe('accepted');
        await subject.advance(subject.slackMs);
        expect(await attempt(late, 'right')).toBe('not_found');
      });

      it('keeps its expiry after a wrong answer', async () => {
        const id = await put();
        await subject.advance(LIFETIME_MS - subject.slackMs);
        expect(await attempt(id, 'wrong')).toBe('mismatch');
        await subject.advance(subject.slackMs);
        expect(await attempt(id, 'right')).toBe('not_found');
      });

      it('is removed by drop(), which ignores unknown ids', async () => {
        const id = await put();
        await store.drop(id, account.k1);
        await store.drop('unknown', account.k1);
        expect(await attempt(id, 'right')).toBe('not_found');
      });

      it('is not removed by drop() with another account tag', async () => {
        const id = await put();
        await store.drop(id, account.k2);
        expect(await attempt(id, 'right')).toBe('accepted');
      });

      it.each(['', 'unknown', '__proto__', 'constructor', 'toString', '}{', 'a b', '\0'])(
        'is not found with the id %j',
        async (id) => {
          expect(await attempt(id, 'right')).toBe('not_found');
          const digests = [{ keyId: 'k1', tag: id, mac: sha256('right') }];
          expect(await store.attempt({ id, digests, owner: 'tenant' })).toBe('not_found');
        },
      );

      it.each([
        ['a fractional lifetime', { lifetimeMs: 1500.7 }],
        ['a lifetime of 0', { lifetimeMs: 0 }],
        ['an infinite lifetime', { lifetimeMs: Infinity }],
        ['0 attempts', { attempts: 0 }],
        ['an id that contains a brace', { id: 'x}y' }],
        ['an empty account tag', { digest: { keyId: 'k1', tag: '', mac: sha256('right') } }],
      ])('is refused with %s', async (_, over) => {
        await expect(put(over)).rejects.toBeInstanceOf(RangeError);
      });
    });

    describe('digests', () => {
      it('distinguish two challenges of one account', async () => {
        const first = await put();
        const second = await put({ digest: digestOf(account, 'k1', 'other') });
        expect(await attempt(second, 'right')).toBe('mismatch');
        expect(await attempt(first, 'right')).toBe('accepted');
        expect(await attempt(second, 'other')).toBe('accepted');
      });

      it('find a record only while the key it was stored with is listed', async () => {
        const id = await put();
        const digests = [digestOf(account, 'k2', 'right')];
        expect(await store.attempt({ id, digests, budget: DAY, owner: 'tenant' })).toBe('not_found');
        expect(await attemptUnderBoth(id, 'right')).toBe('accepted');
      });

      it('with a matching tag and another key id, or vice versa, find, count and charge nothing', async () => {
        const id = await put({ attempts: 1 });
        const mac = sha256('wrong');
        const mixed = [
          { keyId: 'k2', tag: account.k1, mac },
          { keyId: 'k1', tag: account.k2, mac },
        ];
        const outcomes: AttemptOutcome[] = [];
        for (const digests of [mixed, ...mixed.map((digest) => [digest])]) {
          outcomes.push(await store.attempt({ id, digests, budget: { ...DAY, max: 1 }, owner: 'tenant' }));
        }
        expect(outcomes).toEqual(['unknown_key', 'unknown_key', 'not_found']);
        expect(await budgetMs([account.k1, account.k2], { ...DAY, max: 1 })).toBe(0);
        expect(await attempt(id, 'right')).toBe('accepted');
      });

      it('with one tag under two keys (images) are distinguished by the key id', async () => {
        const id = newId();
        const digests = (text: string): CodeDigest[] =>
          ['k2', 'k1'].map((keyId) => ({ keyId, tag: id, mac: sha256(`${keyId} ${text}`) }));
        await put({ id, digest: { keyId: 'k1', tag: id, mac: sha256('k1 right') } });
        expect(await store.attempt({ id, digests: digests('wrong'), owner: 'tenant' })).toBe('mismatch');
        expect(await store.attempt({ id, digests: digests('right').slice(0, 1), owner: 'tenant' })).toBe(
          'unknown_key',
        );
        expect(await store.attempt({ id, digests: digests('right'), owner: 'tenant' })).toBe('accepted');
      });
    });

    describe('the budget of an account', () => {
      it(`permits exactly 10 of ${CONCURRENCY_TEXT} concurrent wrong answers over 50 challenges`, async () => {
        const ids = await Promise.all(times(50, () => put()));
        const outcomes = await Promise.all(
          times(CONCURRENCY, (i) => attempt(ids[i % 50] ?? '', 'wrong', either(i))),
        );
        expect(outcomes.filter(isWrong)).toHaveLength(10);
        expect(await attempt(ids[49] ?? '', 'right')).toBe('budget_exhausted');
      });

      it('prevents comparing and counting answers to normal codes when exhausted', async () => {
        const id = await put({ attempts: 1 });
        await answerWrong(10);
        expect(await attempt(id, 'wrong')).toBe('budget_exhausted');
        expect(await attempt(id, 'right')).toBe('budget_exhausted');
        await subject.advance(LIFETIME_MS - subject.slackMs);
        expect(await attempt(id, 'right')).toBe('budget_exhausted');
      });

      it('is exhausted by the last permitted wrong answer, with the time until it is not', async () => {
        await answerWrong(9);
        expect(await budgetMs([account.k1], DAY)).toBe(0);
        await answerWrong(1);
        const wait = await budgetMs([account.k1], DAY);
        expect(wait).toBeLessThanOrEqual(DAY.windowMs);
        expect(wait).toBeGreaterThan(DAY.windowMs - subject.slackMs);
      });

      it('slides: each wrong answer that leaves the window permits one more', async () => {
        await answerWrong(1);
        await subject.advance(DAY.windowMs - 2 * subject.slackMs);
        expect((await answerWrong(10)).filter(isWrong)).toHaveLength(9);
        expect(await budgetMs([account.k1], DAY)).toBeGreaterThan(subject.slackMs);
        await subject.advance(2 * subject.slackMs);
        expect(await budgetMs([account.k1], DAY)).toBe(0);
        expect((await answerWrong(10)).filter(isWrong)).toHaveLength(1);
      });

      it('is available again when the oldest of the last ten wrong answers leaves the window', async () => {
        for (let i = 0; i < 10; i++) {
          await answerWrong(1);
          await subject.advance(3_600_000);
        }
        for (let i = 0; i < 5; i++) {
          const wait = await budgetMs([account.k1], DAY);
          const end = i === 0 ? 14 * 3_600_000 : 3_600_000;
          expect(wait).toBeLessThan(end + subject.slackMs);
          expect(wait).toBeGreaterThan(end - subject.slackMs);
          await subject.advance(wait);
          expect((await answerWrong(2)).filter(isWrong)).toHaveLength(1);
        }
      });

      it('is neither charged nor reset by right answers', async () => {
        await answerWrong(9);
        for (let i = 0; i < 15; i++) expect(await attempt(await put(), 'right')).toBe('accepted');
        expect(await answerWrong(2)).toEqual(['mismatch', 'budget_exhausted']);
      });

      it('is not charged for answers to consumed or unknown challenges', async () => {
        const id = await put();
        await attempt(id, 'right');
        for (let i = 0; i < 15; i++) await attempt(i % 2 ? id : newId(), 'wrong');
        expect(await budgetMs([account.k1], { ...DAY, max: 1 })).toBe(0);
      });

      it('is charged by the last attempt', async () => {
        expect(await attempt(await put({ attempts: 1 }), 'wrong')).toBe('exhausted');
        expect(await budgetMs([account.k1], { ...DAY, max: 1 })).toBeGreaterThan(0);
      });

      it('is separate for each account', async () => {
        await answerWrong(10);
        account = newAccount();
        expect(await answerWrong(1)).toEqual(['mismatch']);
      });

      it('does not apply to an attempt without a budget', async () => {
        const id = await put({ attempts: 20 });
        const digests = [digestOf(account, 'k1', 'wrong')];
        for (let i = 0; i < 12; i++)
          expect(await store.attempt({ id, digests, owner: 'tenant' })).toBe('mismatch');
        expect(await budgetMs([account.k1], { ...DAY, max: 1 })).toBe(0);
      });

      it.each([{ max: 0 }, { max: 1.5 }, { windowMs: 0.5 }])('is refused with %j', async (over) => {
        const input = {
          id: await put(),
          digests: [digestOf(account, 'k1', 'right')],
          budget: { ...DAY, ...over },
          owner: 'tenant',
        };
        await expect(store.attempt(input)).rejects.toBeInstanceOf(RangeError);
        await expect(budgetMs([account.k1], input.budget)).rejects.toBeInstanceOf(RangeError);
      });
    });

    describe('strong codes', () => {
      it('are compared when the budget is exhausted, and their attempts are counted', async () => {
        await answerWrong(10);
        const id = await put({ strong: true, attempts: 2 });
        expect(await attempt(id, 'wrong')).toBe('strong_mismatch');
        expect(await attempt(id, 'right')).toBe('accepted');
        const other = await put({ strong: true, attempts: 1 });
        expect(await attempt(other, 'wrong')).toBe('strong_mismatch');
        expect(await attempt(other, 'right')).toBe('not_found');
      });

      it('neither charge the budget nor extend its window', async () => {
        const id = await put({ strong: true, attempts: 100 });
        for (let i = 0; i < 15; i++) expect(await attempt(id, 'wrong')).toBe('strong_mismatch');
        expect(await budgetMs([account.k1], { ...DAY, max: 1 })).toBe(0);
        await answerWrong(10);
        await subject.advance(DAY.windowMs / 2);
        const before = await budgetMs([account.k1], DAY);
        const later = await put({ strong: true, attempts: 100 });
        for (let i = 0; i < 15; i++) expect(await attempt(later, 'wrong')).toBe('strong_mismatch');
        expect(await budgetMs([account.k1], DAY)).toBeLessThanOrEqual(before);
      });

      it('charge nothing under two listed keys', async () => {
        await answerWrong(10);
        const id = await put({ strong: true, attempts: 100 });
        for (let i = 0; i < 12; i++) expect(await attemptUnderBoth(id, 'wrong')).toBe('strong_mismatch');
        expect(await budgetMs([account.k2], { ...DAY, max: 1 })).toBe(0);
        expect(await attemptUnderBoth(id, 'right')).toBe('accepted');
      });
    });

    describe('with two listed keys', () => {
      const putUnder = (keyId: keyof Account, over: Partial<StoredChallenge> = {}): Promise<string> =>
        put({ digest: digestOf(account, keyId, 'right'), ...over });

      it(`compares exactly 10 of ${CONCURRENCY_TEXT} concurrent wrong answers`, async () => {
        const ids = await Promise.all(times(50, (i) => putUnder(i % 2 ? 'k1' : 'k2', { attempts: 50 })));
        const outcomes = await Promise.all(
          times(CONCURRENCY, (i) => attemptUnderBoth(ids[i % 50] ?? '', 'wrong', either(i))),
        );
        expect(outcomes.filter(isWrong)).toHaveLength(10);
        expect(await attemptUnderBoth(ids[49] ?? '', 'right')).toBe('budget_exhausted');
      });

      it('charges both tags, so that neither adding nor removing a key resets the budget', async () => {
        for (let i = 0; i < 10; i++) {
          expect(await attemptUnderBoth(await putUnder(i % 2 ? 'k1' : 'k2'), 'wrong')).toBe('mismatch');
        }
        for (const keyId of ['k1', 'k2'] as const) {
          expect(await budgetMs([account[keyId]], DAY)).toBeGreaterThan(0);
          const id = await putUnder(keyId);
          const digests = [digestOf(account, keyId, 'right')];
          expect(await store.attempt({ id, digests, budget: DAY, owner: 'tenant' })).toBe('budget_exhausted');
        }
      });

      it('compares no normal code when the budget of one tag is exhausted', async () => {
        await answerWrong(10);
        for (const keyId of ['k1', 'k2'] as const) {
          expect(await attemptUnderBoth(await putUnder(keyId), 'right')).toBe('budget_exhausted');
        }
        expect(await budgetMs([account.k2], DAY)).toBe(0);
        expect(await budgetMs([account.k2, account.k1], DAY)).toBeGreaterThan(0);
      });

      it('refunds both tags unless the answer was compared and wrong', async () => {
        for (let i = 0; i < 12; i++) {
          const id = await putUnder(i % 2 ? 'k1' : 'k2');
          expect(await attemptUnderBoth(id, 'right')).toBe('accepted');
          expect(await attemptUnderBoth(id, 'right')).toBe('not_found');
        }
        const tags = [account.k2, account.k1];
        expect(await budgetMs(tags, { ...DAY, max: 1 })).toBe(0);
        await answerWrong(10);
        for (let i = 0; i < 12; i++)
          expect(await attemptUnderBoth(await put(), 'wrong')).toBe('budget_exhausted');
        expect(await budgetMs([account.k2], { ...DAY, max: 1 })).toBe(0);
      });

      it(`accepts exactly one of ${CONCURRENCY / 2} concurrent right answers`, async () => {
        const id = await putUnder('k1');
        const outcomes = await Promise.all(
          times(CONCURRENCY / 2, (i) => attemptUnderBoth(id, 'right', either(i))),
        );
        expect(count(outcomes, 'accepted')).toBe(1);
        expect(outcomes.filter(isWrong)).toHaveLength(0);
      });
    });

    describe('a single-use proof', () => {
      const proof = (over: Partial<SingleUseProof> = {}): SingleUseProof => {
        const now = Date.now();
        return { id: newId(), madeAt: now, expiresAt: now + LIFETIME_MS, owner: 'tenant', ...over };
      };
      // Readiness starts the epoch.
      beforeEach(() => store.check());

      it('is accepted once in its lifetime', async () => {
        const used = proof();
        expect(await store.consumeProof(used)).toBe('accepted');
        expect(await store.consumeProof(used)).toBe('used');
        await subject.advance(LIFETIME_MS - subject.slackMs);
        expect(await subject.peer.consumeProof(used)).toBe('used');
      });

      it('stays used for an hour after its expiry, for verifiers whose clock is behind', async () => {
        const used = proof();
        expect(await store.consumeProof(used)).toBe('accepted');
        await subject.advance(LIFETIME_MS + PROOF_SKEW_MS - subject.slackMs);
        expect(await subject.peer.consumeProof(used)).toBe('used');
      });

      it('is accepted up to an hour after its expiry, then refused as expired', async () => {
        const now = Date.now();
        const ended = (ms: number) => proof({ madeAt: now, expiresAt: now - ms });
        expect(await store.consumeProof(ended(PROOF_SKEW_MS - 60_000))).toBe('accepted');
        // 5 ms: the wall clock has whole milliseconds, the store's clock fractions, and they are read at different times.
        expect(await store.consumeProof(ended(PROOF_SKEW_MS + 5))).toBe('expired');
      });

      it(`is accepted by exactly one of ${CONCURRENCY_TEXT} concurrent uses over two instances`, async () => {
        const used = proof();
        const uses = await Promise.all(times(CONCURRENCY, (i) => either(i).consumeProof(used)));
        expect(uses.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
        expect(uses.filter((outcome) => outcome === 'used')).toHaveLength(CONCURRENCY - 1);
      });

      it('is independent of other proofs and of a challenge with the same id', async () => {
        const id = await put();
        expect(await store.consumeProof(proof({ id }))).toBe('accepted');
        expect(await store.consumeProof(proof())).toBe('accepted');
        expect(await attempt(id, 'right')).toBe('accepted');
      });

      it.each([
        { id: '' },
        { id: 'x}y' },
        { madeAt: 0 },
        { madeAt: 0.5 },
        { madeAt: NaN },
        { expiresAt: 1.5 },
        { expiresAt: Infinity },
      ])('is refused with %j', async (over) => {
        await expect(store.consumeProof(proof(over))).rejects.toBeInstanceOf(RangeError);
      });
    });

    it('passes check()', async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });
  });
}
