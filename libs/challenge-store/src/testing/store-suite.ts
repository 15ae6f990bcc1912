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

/** A store under test, with a way to let its time pass. */
export interface StoreUnderTest {
  readonly store: ChallengeStore;
  /** Another instance over the same challenges, where the store can be shared; otherwise the store itself. */
  readonly peer: ChallengeStore;
  /** How exactly {@link advance} hits an edge, in milliseconds. */
  readonly slackMs: number;
  /** Moves the store's own clock. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

const DAY: Budget = { max: 10, windowMs: 86_400_000 };
const LIFE = 180_000;
/** How many answers come at once. */
const AT_ONCE = FULL ? 1000 : 100;
const AT_ONCE_IN_WORDS = AT_ONCE.toLocaleString('en');

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const newId = (): string => randomBytes(15).toString('base64url');
const count = (outcomes: readonly AttemptOutcome[], ...wanted: AttemptOutcome[]): number =>
  outcomes.filter((outcome) => wanted.includes(outcome)).length;
const isJudgedWrong = (outcome: AttemptOutcome): boolean => outcome === 'mismatch' || outcome === 'exhausted';

/** One account as two keys see it; k2 is the current one. */
interface Account {
  readonly k1: string;
  readonly k2: string;
}
const newAccount = (): Account => ({ k1: newId(), k2: newId() });
const sealed = (account: Account, keyId: keyof Account, text: string): CodeDigest => ({
  keyId,
  tag: account[keyId],
  mac: digestOf(text),
});

/** What every store promises; a store is done when it passes. */
export function describeChallengeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the promises of every challenge store`, () => {
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
        digest: sealed(account, 'k1', 'right'),
        attempts: 5,
        lifetimeMs: LIFE,
        strong: false,
        ...over,
      };
      await store.put(challenge);
      return challenge.id;
    };
    /** An answer as an instance sends it that lists only k1. */
    const answer = (id: string, text: string, by = store): Promise<AttemptOutcome> =>
      by.attempt({ id, digests: [sealed(account, 'k1', text)], budget: DAY });
    /** An answer as an instance sends it that lists k2 and k1. */
    const answerUnderBoth = (id: string, text: string, by = store): Promise<AttemptOutcome> =>
      by.attempt({
        id,
        digests: [sealed(account, 'k2', text), sealed(account, 'k1', text)],
        budget: DAY,
      });
    /** The k-th of many answers comes by this instance. */
    const either = (index: number): ChallengeStore => (index % 2 ? subject.peer : store);
    const guessWrong = async (howOften: number): Promise<AttemptOutcome[]> => {
      const outcomes: AttemptOutcome[] = [];
      for (let i = 0; i < howOften; i++) outcomes.push(await answer(await put(), 'wrong'));
      return outcomes;
    };

    describe('one challenge', () => {
      it('accepts the right answer once and never again', async () => {
        const id = await put();
        expect(await answer(id, 'right')).toBe('accepted');
        expect(await answer(id, 'right')).toBe('not_found');
      });

      it(`has one winner among ${AT_ONCE_IN_WORDS} concurrent right answers, whichever instance they reach`, async () => {
        const id = await put();
        const outcomes = await Promise.all(times(AT_ONCE, (i) => answer(id, 'right', either(i))));
        expect(count(outcomes, 'accepted')).toBe(1);
        expect(count(outcomes, 'not_found')).toBe(AT_ONCE - 1);
      });

      it(`judges exactly the allowed attempts among ${AT_ONCE_IN_WORDS} concurrent wrong answers`, async () => {
        const id = await put();
        const outcomes = await Promise.all(times(AT_ONCE, (i) => answer(id, 'wrong', either(i))));
        expect(count(outcomes, 'mismatch')).toBe(4);
        expect(count(outcomes, 'exhausted')).toBe(1);
        expect(await answer(id, 'right')).toBe('not_found');
      });

      it('accepts the right answer on the last attempt', async () => {
        const id = await put({ attempts: 2 });
        expect(await answer(id, 'wrong')).toBe('mismatch');
        expect(await answer(id, 'right')).toBe('accepted');
      });

      it('lives to its end and not beyond', async () => {
        const [early, late] = [await put(), await put()];
        await subject.advance(LIFE - subject.slackMs);
        expect(await answer(early, 'right')).toBe('accepted');
        await subject.advance(subject.slackMs);
        expect(await answer(late, 'right')).toBe('not_found');
      });

      it('does not live longer for a wrong answer', async () => {
        const id = await put();
        await subject.advance(LIFE - subject.slackMs);
        expect(await answer(id, 'wrong')).toBe('mismatch');
        await subject.advance(subject.slackMs);
        expect(await answer(id, 'right')).toBe('not_found');
      });

      it('is forgotten when dropped, and dropping the unknown is harmless', async () => {
        const id = await put();
        await store.drop(id, account.k1);
        await store.drop('unknown', account.k1);
        expect(await answer(id, 'right')).toBe('not_found');
      });

      it('is not dropped under a tag it does not lie under', async () => {
        const id = await put();
        await store.drop(id, account.k2);
        expect(await answer(id, 'right')).toBe('accepted');
      });

      it.each(['', 'unknown', '__proto__', 'constructor', 'toString', '}{', 'a b', '\0'])(
        'is not found by the id %j',
        async (id) => {
          expect(await answer(id, 'right')).toBe('not_found');
          const digests = [{ keyId: 'k1', tag: id, mac: digestOf('right') }];
          expect(await store.attempt({ id, digests })).toBe('not_found');
        },
      );

      it.each([
        ['a fraction of a millisecond to live', { lifetimeMs: 1500.7 }],
        ['no time to live', { lifetimeMs: 0 }],
        ['an endless life', { lifetimeMs: Infinity }],
        ['no attempt', { attempts: 0 }],
        ['an id that could change the key', { id: 'x}y' }],
        ['an empty tag', { digest: { keyId: 'k1', tag: '', mac: digestOf('right') } }],
      ])('is refused with %s', async (_, over) => {
        await expect(put(over)).rejects.toBeInstanceOf(RangeError);
      });
    });

    describe('digests', () => {
      it('keep challenges apart that wait side by side, and both can be used', async () => {
        const first = await put();
        const second = await put({ digest: sealed(account, 'k1', 'other') });
        expect(await answer(second, 'right')).toBe('mismatch');
        expect(await answer(first, 'right')).toBe('accepted');
        expect(await answer(second, 'other')).toBe('accepted');
      });

      it('find a record by the key that made it, and not at all when that key is no longer listed', async () => {
        const id = await put();
        const digests = [sealed(account, 'k2', 'right')];
        expect(await store.attempt({ id, digests, budget: DAY })).toBe('not_found');
        expect(await answerUnderBoth(id, 'right')).toBe('accepted');
      });

      it('do not find, count or charge anything under the right tag by the wrong key, or the other way round', async () => {
        const id = await put({ attempts: 1 });
        const mac = digestOf('wrong');
        const mixed = [
          { keyId: 'k2', tag: account.k1, mac },
          { keyId: 'k1', tag: account.k2, mac },
        ];
        const outcomes: AttemptOutcome[] = [];
        for (const digests of [mixed, ...mixed.map((digest) => [digest])]) {
          outcomes.push(await store.attempt({ id, digests, budget: { ...DAY, max: 1 } }));
        }
        expect(outcomes).toEqual(['unknown_key', 'unknown_key', 'not_found']);
        expect(await store.budgetRetryAfterMs([account.k1, account.k2], { ...DAY, max: 1 })).toBe(0);
        expect(await answer(id, 'right')).toBe('accepted');
      });

      it('of one tag under two keys, as images have, are told apart by the key', async () => {
        const id = newId();
        const digests = (text: string): CodeDigest[] =>
          ['k2', 'k1'].map((keyId) => ({ keyId, tag: id, mac: digestOf(`${keyId} ${text}`) }));
        await put({ id, digest: { keyId: 'k1', tag: id, mac: digestOf('k1 right') } });
        expect(await store.attempt({ id, digests: digests('wrong') })).toBe('mismatch');
        expect(await store.attempt({ id, digests: digests('right').slice(0, 1) })).toBe('unknown_key');
        expect(await store.attempt({ id, digests: digests('right') })).toBe('accepted');
      });
    });

    describe('the budget of an account', () => {
      it(`lets exactly 10 of ${AT_ONCE_IN_WORDS} concurrent wrong answers over 50 challenges be judged`, async () => {
        const ids = await Promise.all(times(50, () => put()));
        const outcomes = await Promise.all(
          times(AT_ONCE, (i) => answer(ids[i % 50] ?? '', 'wrong', either(i))),
        );
        expect(outcomes.filter(isJudgedWrong)).toHaveLength(10);
        expect(await answer(ids[49] ?? '', 'right')).toBe('budget_exhausted');
      });

      it('leaves a normal code unjudged and uncounted once it is used up', async () => {
        const id = await put({ attempts: 1 });
        await guessWrong(10);
        expect(await answer(id, 'wrong')).toBe('budget_exhausted');
        expect(await answer(id, 'right')).toBe('budget_exhausted');
        await subject.advance(LIFE - subject.slackMs);
        expect(await answer(id, 'right')).toBe('budget_exhausted');
      });

      it('tells how long it is used up, and is not before the last wrong answer', async () => {
        await guessWrong(9);
        expect(await store.budgetRetryAfterMs([account.k1], DAY)).toBe(0);
        await guessWrong(1);
        const wait = await store.budgetRetryAfterMs([account.k1], DAY);
        expect(wait).toBeLessThanOrEqual(DAY.windowMs);
        expect(wait).toBeGreaterThan(DAY.windowMs - subject.slackMs);
      });

      it('rolls: ten wrong answers around an edge leave room for as many as have left the window, not for ten', async () => {
        await guessWrong(1);
        await subject.advance(DAY.windowMs - 2 * subject.slackMs);
        expect((await guessWrong(10)).filter(isJudgedWrong)).toHaveLength(9);
        expect(await store.budgetRetryAfterMs([account.k1], DAY)).toBeGreaterThan(subject.slackMs);
        await subject.advance(2 * subject.slackMs);
        expect(await store.budgetRetryAfterMs([account.k1], DAY)).toBe(0);
        expect((await guessWrong(10)).filter(isJudgedWrong)).toHaveLength(1);
      });

      it('moves its end with the oldest of the last ten wrong answers', async () => {
        for (let i = 0; i < 10; i++) {
          await guessWrong(1);
          await subject.advance(3_600_000);
        }
        for (let i = 0; i < 5; i++) {
          const wait = await store.budgetRetryAfterMs([account.k1], DAY);
          const end = i === 0 ? 14 * 3_600_000 : 3_600_000;
          expect(wait).toBeLessThan(end + subject.slackMs);
          expect(wait).toBeGreaterThan(end - subject.slackMs);
          await subject.advance(wait);
          expect((await guessWrong(2)).filter(isJudgedWrong)).toHaveLength(1);
        }
      });

      it('is neither charged nor restored by right answers', async () => {
        await guessWrong(9);
        for (let i = 0; i < 15; i++) expect(await answer(await put(), 'right')).toBe('accepted');
        expect(await guessWrong(2)).toEqual(['mismatch', 'budget_exhausted']);
      });

      it('is not charged for what nobody judged', async () => {
        const id = await put();
        await answer(id, 'right');
        for (let i = 0; i < 15; i++) await answer(i % 2 ? id : newId(), 'wrong');
        expect(await store.budgetRetryAfterMs([account.k1], { ...DAY, max: 1 })).toBe(0);
      });

      it('is charged by the last attempt too', async () => {
        expect(await answer(await put({ attempts: 1 }), 'wrong')).toBe('exhausted');
        expect(await store.budgetRetryAfterMs([account.k1], { ...DAY, max: 1 })).toBeGreaterThan(0);
      });

      it('is not another account’s', async () => {
        await guessWrong(10);
        account = newAccount();
        expect(await guessWrong(1)).toEqual(['mismatch']);
      });

      it('has no hold on a guess that brings none, as an image’s', async () => {
        const id = await put({ attempts: 20 });
        const digests = [sealed(account, 'k1', 'wrong')];
        for (let i = 0; i < 12; i++) expect(await store.attempt({ id, digests })).toBe('mismatch');
        expect(await store.budgetRetryAfterMs([account.k1], { ...DAY, max: 1 })).toBe(0);
      });

      it.each([{ max: 0 }, { max: 1.5 }, { windowMs: 0.5 }])('is refused with %j', async (over) => {
        const guess = {
          id: await put(),
          digests: [sealed(account, 'k1', 'right')],
          budget: { ...DAY, ...over },
        };
        await expect(store.attempt(guess)).rejects.toBeInstanceOf(RangeError);
        await expect(store.budgetRetryAfterMs([account.k1], guess.budget)).rejects.toBeInstanceOf(RangeError);
      });
    });

    describe('strong codes', () => {
      it('are judged after the budget is used up, and their attempts are counted', async () => {
        await guessWrong(10);
        const id = await put({ strong: true, attempts: 2 });
        expect(await answer(id, 'wrong')).toBe('mismatch');
        expect(await answer(id, 'right')).toBe('accepted');
        const other = await put({ strong: true, attempts: 1 });
        expect(await answer(other, 'wrong')).toBe('exhausted');
        expect(await answer(other, 'right')).toBe('not_found');
      });

      it('neither use the budget up nor extend its window', async () => {
        const id = await put({ strong: true, attempts: 100 });
        for (let i = 0; i < 15; i++) expect(await answer(id, 'wrong')).toBe('mismatch');
        expect(await store.budgetRetryAfterMs([account.k1], { ...DAY, max: 1 })).toBe(0);
        await guessWrong(10);
        await subject.advance(DAY.windowMs / 2);
        const before = await store.budgetRetryAfterMs([account.k1], DAY);
        const later = await put({ strong: true, attempts: 100 });
        for (let i = 0; i < 15; i++) expect(await answer(later, 'wrong')).toBe('mismatch');
        expect(await store.budgetRetryAfterMs([account.k1], DAY)).toBeLessThanOrEqual(before);
      });

      it('charge nothing under two listed keys either', async () => {
        await guessWrong(10);
        const id = await put({ strong: true, attempts: 100 });
        for (let i = 0; i < 12; i++) expect(await answerUnderBoth(id, 'wrong')).toBe('mismatch');
        expect(await store.budgetRetryAfterMs([account.k2], { ...DAY, max: 1 })).toBe(0);
        expect(await answerUnderBoth(id, 'right')).toBe('accepted');
      });
    });

    describe('while two keys are listed', () => {
      const putUnder = (keyId: keyof Account, over: Partial<StoredChallenge> = {}): Promise<string> =>
        put({ digest: sealed(account, keyId, 'right'), ...over });

      it(`judges exactly 10 of ${AT_ONCE_IN_WORDS} concurrent wrong answers`, async () => {
        const ids = await Promise.all(times(50, (i) => putUnder(i % 2 ? 'k1' : 'k2', { attempts: 50 })));
        const outcomes = await Promise.all(
          times(AT_ONCE, (i) => answerUnderBoth(ids[i % 50] ?? '', 'wrong', either(i))),
        );
        expect(outcomes.filter(isJudgedWrong)).toHaveLength(10);
        expect(await answerUnderBoth(ids[49] ?? '', 'right')).toBe('budget_exhausted');
      });

      it('charges the account under both, so that neither adding nor removing a key restores the budget', async () => {
        for (let i = 0; i < 10; i++) {
          expect(await answerUnderBoth(await putUnder(i % 2 ? 'k1' : 'k2'), 'wrong')).toBe('mismatch');
        }
        for (const keyId of ['k1', 'k2'] as const) {
          expect(await store.budgetRetryAfterMs([account[keyId]], DAY)).toBeGreaterThan(0);
          const id = await putUnder(keyId);
          const digests = [sealed(account, keyId, 'right')];
          expect(await store.attempt({ id, digests, budget: DAY })).toBe('budget_exhausted');
        }
      });

      it('judges no normal code when the budget is used up under only one of them', async () => {
        await guessWrong(10);
        for (const keyId of ['k1', 'k2'] as const) {
          expect(await answerUnderBoth(await putUnder(keyId), 'right')).toBe('budget_exhausted');
        }
        expect(await store.budgetRetryAfterMs([account.k2], DAY)).toBe(0);
        expect(await store.budgetRetryAfterMs([account.k2, account.k1], DAY)).toBeGreaterThan(0);
      });

      it('gives back what was not used: right, gone and spent answers charge neither', async () => {
        for (let i = 0; i < 12; i++) {
          const id = await putUnder(i % 2 ? 'k1' : 'k2');
          expect(await answerUnderBoth(id, 'right')).toBe('accepted');
          expect(await answerUnderBoth(id, 'right')).toBe('not_found');
        }
        const tags = [account.k2, account.k1];
        expect(await store.budgetRetryAfterMs(tags, { ...DAY, max: 1 })).toBe(0);
        await guessWrong(10);
        for (let i = 0; i < 12; i++)
          expect(await answerUnderBoth(await put(), 'wrong')).toBe('budget_exhausted');
        expect(await store.budgetRetryAfterMs([account.k2], { ...DAY, max: 1 })).toBe(0);
      });

      it(`still has one winner among ${AT_ONCE / 2} concurrent right answers`, async () => {
        const id = await putUnder('k1');
        const outcomes = await Promise.all(
          times(AT_ONCE / 2, (i) => answerUnderBoth(id, 'right', either(i))),
        );
        expect(count(outcomes, 'accepted')).toBe(1);
        expect(outcomes.filter(isJudgedWrong)).toHaveLength(0);
      });
    });

    describe('a proof that is used', () => {
      const proof = (over: Partial<SingleUseProof> = {}): SingleUseProof => {
        const now = Date.now();
        return { id: newId(), madeAt: now, expiresAt: now + LIFE, ...over };
      };
      // As at the start of a service: from here on every use is known.
      beforeEach(() => store.check());

      it('is used once, and never again in its lifetime', async () => {
        const one = proof();
        expect(await store.consumeProof(one)).toBe('accepted');
        expect(await store.consumeProof(one)).toBe('used');
        await subject.advance(LIFE - subject.slackMs);
        expect(await subject.peer.consumeProof(one)).toBe('used');
      });

      it('is not used again after its end by somebody whose clock is behind, an hour at the most', async () => {
        const one = proof();
        expect(await store.consumeProof(one)).toBe('accepted');
        await subject.advance(LIFE + PROOF_SKEW_MS - subject.slackMs);
        expect(await subject.peer.consumeProof(one)).toBe('used');
      });

      it('is taken after its end for an hour, and then refused whether it was used or not', async () => {
        const now = Date.now();
        const ended = (ms: number) => proof({ madeAt: now, expiresAt: now - ms });
        expect(await store.consumeProof(ended(PROOF_SKEW_MS - 60_000))).toBe('accepted');
        // The wall clock counts whole milliseconds, the store's own parts of them: both are read at different moments.
        expect(await store.consumeProof(ended(PROOF_SKEW_MS + 5))).toBe('expired');
      });

      it(`has one winner among ${AT_ONCE_IN_WORDS} concurrent uses, whichever instance they reach`, async () => {
        const one = proof();
        const uses = await Promise.all(times(AT_ONCE, (i) => either(i).consumeProof(one)));
        expect(uses.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
        expect(uses.filter((outcome) => outcome === 'used')).toHaveLength(AT_ONCE - 1);
      });

      it('says nothing about another proof, nor about a challenge of the same id', async () => {
        const id = await put();
        expect(await store.consumeProof(proof({ id }))).toBe('accepted');
        expect(await store.consumeProof(proof())).toBe('accepted');
        expect(await answer(id, 'right')).toBe('accepted');
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

    it('is fit for service', async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });
  });
}
