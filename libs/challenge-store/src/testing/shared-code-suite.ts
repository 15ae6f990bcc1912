import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { times } from '../../../../test/support/vitest/times.js';
import {
  type AccountState,
  type AttemptOutcome,
  type Budget,
  type ChallengeStore,
  type CodeDigest,
  MAX_CODE_AGE_MS,
  type SharedChallenge,
  type SharedOutcome,
} from '../challenge-store.js';
import type { StoreUnderTest } from './store-suite.js';

const DAY: Budget = { max: 10, windowMs: 86_400_000 };
const LIFETIME_MS = 180_000;
const GAP_MS = 60_000;

const newName = (): string => randomBytes(15).toString('base64url');

/** What a caller knows of a stored challenge. */
type Issued = Extract<SharedOutcome, { readonly outcome: 'stored' }> & {
  readonly id: string;
  readonly nonce: string;
};

/** The part of the {@link ChallengeStore} contract about codes that several challenges share. */
export function describeSharedCodes(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name}: the contract of shared codes`, () => {
    let subject: StoreUnderTest;
    let store: ChallengeStore;
    let tag: string;
    beforeEach(async () => {
      subject = await open();
      store = subject.store;
      tag = newName();
    });
    afterEach(() => subject.close());

    /** Distributes calls over both instances. */
    const either = (index: number): ChallengeStore => (index % 2 ? subject.peer : store);
    /** Stands for the MAC of a code that is derived from a nonce. */
    const digestOf = (id: string, nonce: string, over: Partial<CodeDigest> = {}): Required<CodeDigest> => {
      const mac = createHash('sha256').update(`${id} ${nonce}`).digest();
      return { keyId: 'k1', tag, subject: 'login', mac, ...over };
    };
    const challengeOf = ({ digest, ...over }: Over = {}): SharedChallenge => {
      const { id = newName(), nonce = newName() } = over;
      return {
        id,
        digest: digestOf(id, nonce, digest),
        attempts: 5,
        lifetimeMs: LIFETIME_MS,
        strong: false,
        owner: 'tenant',
        nonce,
        repeats: false,
        format: 'digits-6',
        gapMs: GAP_MS,
        otherTags: [],
        ...over,
      };
    };
    const put = (over?: Over): Promise<SharedOutcome> => store.putShared(challengeOf(over));
    /** Follows `superseded` as a caller does. */
    const request = async (over: Over = {}, by = store): Promise<Issued | SharedOutcome> => {
      for (let live = {}; ;) {
        const challenge = challengeOf({ ...over, ...live });
        const result = await by.putShared(challenge);
        if (result.outcome === 'stored') return { ...result, id: challenge.id, nonce: challenge.nonce };
        if (result.outcome === 'paused') return result;
        live = result.live ? { nonce: result.live.nonce, repeats: true } : {};
      }
    };
    const issue = async (over?: Over, by?: ChallengeStore): Promise<Issued> => {
      const result = await request(over, by);
      if (!('nonce' in result)) throw new Error(`the request is ${result.outcome}`);
      return result;
    };
    const attempt = (
      { id, nonce }: Pick<Issued, 'id' | 'nonce'>,
      digest: Partial<CodeDigest> = {},
      by = store,
    ): Promise<AttemptOutcome> =>
      by.attempt({ id, digests: [digestOf(id, nonce, digest)], budget: DAY, owner: 'tenant' });
    const attemptWrong = ({ id }: Pick<Issued, 'id'>, digest?: Partial<CodeDigest>) =>
      attempt({ id, nonce: 'wrong' }, digest);
    const read = (over: Partial<CodeDigest> = {}, budget = DAY): Promise<AccountState> =>
      store.readAccount([{ keyId: 'k1', tag, subject: 'login', ...over }], budget);
    /** The time that has passed since the last advance may shorten a time that is left. */
    const expectLeft = (actual: number | undefined, expected: number): void => {
      expect(actual).toBeLessThanOrEqual(expected);
      expect(actual).toBeGreaterThan(expected - subject.slackMs);
    };

    describe('the first code of an account', () => {
      it('is stored for its lifetime, and its message is due', async () => {
        const { isDue, lifetimeMs, gapMs, ...first } = await issue();
        expect({ isDue, lifetimeMs, gapMs }).toEqual({
          isDue: true,
          lifetimeMs: LIFETIME_MS,
          gapMs: GAP_MS,
        });
        expect(await attempt(first)).toBe('accepted');
        expect(await attempt(first)).toBe('not_found');
      });

      it('expires at the end of its lifetime', async () => {
        const [first, second] = [await issue(), await issue()];
        await subject.advance(LIFETIME_MS - subject.slackMs);
        expect(await attemptWrong(first)).toBe('mismatch');
        await subject.advance(subject.slackMs);
        expect(await attempt(first)).toBe('not_found');
        expect(await attempt(second)).toBe('not_found');
      });
    });

    describe('SEC-08: a code that is asked for again', () => {
      it('is named to a request with a new nonce, which is not stored', async () => {
        const first = await issue();
        const second = challengeOf();
        const result = await store.putShared(second);
        expect(result).toMatchObject({
          outcome: 'superseded',
          live: { keyId: 'k1', tag, subject: 'login', nonce: first.nonce, format: 'digits-6' },
        });
        expectLeft((result as { live: { leftMs: number } }).live.leftMs, MAX_CODE_AGE_MS);
        expect(await attempt(second)).toBe('not_found');
      });

      it('is repeated under a new id, and each id lives for a lifetime of its own', async () => {
        const first = await issue();
        await subject.advance(LIFETIME_MS / 2);
        const second = await issue();
        expect(second.nonce).toBe(first.nonce);
        expect(second.lifetimeMs).toBe(LIFETIME_MS);
        await subject.advance(LIFETIME_MS / 2);
        expect(await attempt(first)).toBe('not_found');
        expect(await attempt(second)).toBe('accepted');
      });

      it('has a message due once within the gap, with what is left of it', async () => {
        await issue();
        await subject.advance(GAP_MS - 2 * subject.slackMs);
        const within = await issue();
        expect(within.isDue).toBe(false);
        expectLeft(within.gapMs, 2 * subject.slackMs);
        await subject.advance(2 * subject.slackMs);
        expect(await issue()).toMatchObject({ isDue: true, gapMs: GAP_MS });
        expect((await issue()).isDue).toBe(false);
      });

      it('has a message due each time if the gap is 0', async () => {
        for (let i = 0; i < 3; i++) {
          expect(await issue({ gapMs: 0, otherTags: ['other'] })).toMatchObject({ isDue: true, gapMs: 0 });
        }
      });

      it.each([8, 100])(
        'is the same for %s concurrent requests over two instances: one sends',
        async (total) => {
          const issued = await Promise.all(times(total, (i) => issue({}, either(i))));
          expect(issued.filter(({ isDue }) => isDue)).toHaveLength(1);
          expect(new Set(issued.map(({ nonce }) => nonce)).size).toBe(1);
          expect(new Set(issued.map(({ id }) => id)).size).toBe(total);
        },
      );

      it('lives for 600 s from its first issue, however often it is repeated', async () => {
        const first = await issue();
        let last = first;
        for (let age = 150_000; age <= 450_000; age += 150_000) {
          await subject.advance(150_000);
          last = await issue();
          expect(last.nonce).toBe(first.nonce);
          if (age < 450_000) expect(last.lifetimeMs).toBe(LIFETIME_MS);
          else expectLeft(last.lifetimeMs, 150_000);
        }
        await subject.advance(150_000 - subject.slackMs);
        expect(await attemptWrong(last)).toBe('mismatch');
        await subject.advance(subject.slackMs);
        expect(await attempt(last)).toBe('not_found');
        expect((await read()).live).toBeUndefined();
      });

      it('is repeated while half a lifetime is left, and replaced afterwards', async () => {
        const first = await issue();
        for (let i = 0; i < 3; i++) {
          await subject.advance((MAX_CODE_AGE_MS - LIFETIME_MS / 2 - subject.slackMs) / 3);
          expect((await issue()).nonce).toBe(first.nonce);
        }
        await subject.advance(GAP_MS);
        expect((await issue()).nonce).not.toBe(first.nonce);
      });

      it('is replaced when it has expired', async () => {
        const first = await issue();
        await subject.advance(LIFETIME_MS);
        expect((await read()).live).toBeUndefined();
        expect((await issue()).nonce).not.toBe(first.nonce);
      });

      it.each([
        ['format', { format: 'strong' }],
        ['key id', { digest: { keyId: 'k2' } }],
        ['subject', { digest: { subject: 'register' } }],
        ['account tag', { digest: { tag: 'other' } }],
      ])('is not repeated with another %s; both are valid', async (_, over: Over) => {
        const first = await issue();
        await subject.advance(GAP_MS);
        const second = await issue(over);
        expect(second.nonce).not.toBe(first.nonce);
        expect(second.isDue).toBe(true);
        expect(await attempt(second, over.digest)).toBe('accepted');
        expect(await attempt(first)).toBe('accepted');
      });

      it.each([
        ['consumed', (first: Issued) => attempt(first)],
        ['expired', () => subject.advance(LIFETIME_MS)],
      ])('never comes back when it is %s', async (_, end) => {
        const first = await issue();
        await end(first);
        const again = challengeOf({ nonce: first.nonce, repeats: true });
        expect(await store.putShared(again)).toEqual({ outcome: 'superseded', live: undefined });
        expect(await attempt(again)).toBe('not_found');
        expect((await read()).live).toBeUndefined();
      });

      it('never comes back when it is unknown', async () => {
        const unknown = challengeOf({ repeats: true });
        expect(await store.putShared(unknown)).toEqual({ outcome: 'superseded', live: undefined });
        expect(await attempt(unknown)).toBe('not_found');
        expect(await read()).toEqual({ budgetMs: 0, gapMs: 0, live: undefined });
      });

      it('never comes back when it has expired before an older code', async () => {
        await issue({ lifetimeMs: 400_000 });
        await subject.advance(GAP_MS);
        const newer = await issue({ format: 'strong', lifetimeMs: 100_000 });
        await subject.advance(100_000);
        expect((await read()).live).toBeUndefined();
        const again = { format: 'strong', nonce: newer.nonce, repeats: true, lifetimeMs: 100_000 };
        expect(await put(again)).toEqual({ outcome: 'superseded', live: undefined });
      });

      it('is live until the last of its challenges expires', async () => {
        const first = await issue();
        await issue({ lifetimeMs: 60_000 });
        await subject.advance(LIFETIME_MS - subject.slackMs);
        expect((await read()).live?.nonce).toBe(first.nonce);
        expect(await attempt(first)).toBe('accepted');
      });

      it('is told to a request that would repeat another one', async () => {
        const { nonce } = await issue();
        expect(await put({ repeats: true })).toMatchObject({ outcome: 'superseded', live: { nonce } });
      });
    });

    describe('SEC-08: an accepted answer', () => {
      it('consumes the code for all of its ids', async () => {
        const issued = [await issue(), await issue(), await issue()] as const;
        expect(await attempt(issued[1])).toBe('accepted');
        for (const each of issued) expect(await attempt(each)).toBe('not_found');
      });

      it('SEC-01: is one of 100 concurrent right answers under ten ids over two instances', async () => {
        const issued: Issued[] = [];
        for (let i = 0; i < 10; i++) issued.push(await issue());
        const outcomes = await Promise.all(times(100, (i) => attempt(issued[i % 10]!, {}, either(i))));
        expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'not_found')).toHaveLength(99);
      });

      it('leaves the gap as it is: a new code is paused until its end', async () => {
        await attempt(await issue());
        const result = await put();
        expect(result.outcome).toBe('paused');
        expectLeft((result as { gapMs: number }).gapMs, GAP_MS);
        await subject.advance(GAP_MS);
        expect((await issue()).isDue).toBe(true);
      });

      it.each(['login', 'register'])('makes later answers for %s charge nothing', async (use) => {
        const [first, second] = [await issue(), await issue()];
        expect(await attempt(first)).toBe('accepted');
        expect(await attemptWrong(second, { subject: use })).toBe('not_found');
        expect((await read({}, { ...DAY, max: 1 })).budgetMs).toBe(0);
      });

      it('of a replaced code leaves the newer one, and the other way round', async () => {
        for (const [right, left] of [
          [0, 1],
          [1, 0],
        ] as const) {
          tag = newName();
          const older = await issue();
          await subject.advance(GAP_MS);
          const codes = [older, await issue({ format: 'strong' })] as const;
          expect(await attempt(codes[right])).toBe('accepted');
          expect(await attempt(codes[left])).toBe('accepted');
        }
      });

      it('of a code that was replaced for its age consumes this code only', async () => {
        for (let i = 0; i < 3; i++) {
          await issue();
          await subject.advance(160_000 - subject.slackMs / 2);
        }
        const old = await issue();
        await subject.advance(GAP_MS);
        const young = await issue();
        expect(young.nonce).not.toBe(old.nonce);
        expect(await attempt(young)).toBe('accepted');
        expect(await attempt(old)).toBe('accepted');
      });
    });

    describe('a wrong answer', () => {
      it('is counted for its id, and for the budget of the account', async () => {
        const [first, second] = [await issue({ attempts: 2 }), await issue({ attempts: 2 })];
        expect(await attemptWrong(first)).toBe('mismatch');
        expect(await attemptWrong(first)).toBe('exhausted');
        expect(await attempt(first)).toBe('not_found');
        expect(await attemptWrong(second)).toBe('mismatch');
        expect((await read({}, { ...DAY, max: 3 })).budgetMs).toBeGreaterThan(0);
        expect((await read({}, { ...DAY, max: 4 })).budgetMs).toBe(0);
        expect(await attempt(second)).toBe('accepted');
      });

      it('is one for another subject, whatever its code', async () => {
        const first = await issue();
        expect(await attempt(first, { subject: 'register' })).toBe('mismatch');
        expect(await attempt(first)).toBe('accepted');
      });

      it('leaves the code live, so that it is repeated after the last attempt', async () => {
        const first = await issue({ attempts: 1 });
        expect(await attemptWrong(first)).toBe('exhausted');
        const second = await issue();
        expect(second.nonce).toBe(first.nonce);
        expect(await attempt(second)).toBe('accepted');
      });
    });

    it('keeps a replaced code valid until its own expiry, and no longer', async () => {
      const older = await issue();
      await subject.advance(GAP_MS);
      const newer = await issue({ format: 'strong' });
      await subject.advance(LIFETIME_MS - GAP_MS - subject.slackMs);
      expect(await attemptWrong(older)).toBe('mismatch');
      await subject.advance(subject.slackMs);
      expect(await attempt(older)).toBe('not_found');
      expect(await attempt(newer)).toBe('accepted');
    });

    it('keeps a replaced code valid when the newer one expires before it', async () => {
      const older = await issue();
      await subject.advance(GAP_MS);
      await issue({ format: 'strong', lifetimeMs: GAP_MS });
      await subject.advance(LIFETIME_MS - GAP_MS - subject.slackMs);
      expect(await attempt(older)).toBe('accepted');
    });

    it('finds a challenge of put() with a subject for this subject only', async () => {
      const { id, nonce, ...rest } = challengeOf();
      await store.put({ id, ...rest });
      expect(await attempt({ id, nonce }, { subject: 'register' })).toBe('mismatch');
      expect(await attempt({ id, nonce })).toBe('accepted');
    });

    describe('the gap', () => {
      it('pauses other subjects without a live code, and stores nothing of theirs', async () => {
        await issue();
        await subject.advance(GAP_MS - 2 * subject.slackMs);
        const other = challengeOf({ digest: { subject: 'register' } });
        const result = await store.putShared(other);
        expect(result.outcome).toBe('paused');
        expectLeft((result as { gapMs: number }).gapMs, 2 * subject.slackMs);
        expect(await attempt(other, { subject: 'register' })).toBe('not_found');
        expect((await read({ subject: 'register' })).live).toBeUndefined();
        await subject.advance(2 * subject.slackMs);
        expect((await issue({ digest: { subject: 'register' } })).isDue).toBe(true);
      });

      it('of another subject lets a live code be repeated, without a message', async () => {
        const first = await issue();
        await subject.advance(GAP_MS);
        await issue({ digest: { subject: 'register' } });
        const again = await issue();
        expect(again.nonce).toBe(first.nonce);
        expect(again.isDue).toBe(false);
      });

      it('holds under the other tags of the account too', async () => {
        const [k2, k3] = [newName(), newName()];
        await issue({ otherTags: [k2, k3] });
        for (const other of [k2, k3]) {
          expectLeft((await read({ tag: other })).gapMs, GAP_MS);
          expect((await put({ digest: { tag: other } })).outcome).toBe('paused');
        }
      });

      it('is not started under the other tags by a request that sends nothing', async () => {
        await issue();
        const other = newName();
        expect((await issue({ otherTags: [other] })).isDue).toBe(false);
        expect((await read({ tag: other })).gapMs).toBe(0);
      });

      it('is separate for each account of a tag', async () => {
        const [one, two] = [{ account: 'one' }, { account: 'two' }];
        const other = newName();
        await issue({ ...one, otherTags: [other] });
        for (const each of [tag, other]) {
          const gapOf = async (account: object) =>
            (await store.readAccount([{ keyId: 'k1', tag: each, subject: 'login', ...account }], DAY)).gapMs;
          expect([await gapOf(one), await gapOf(two), await gapOf({})].map((ms) => ms > 0)).toEqual([
            true,
            false,
            false,
          ]);
        }
        expect((await issue({ ...two, digest: { subject: 'register' } })).isDue).toBe(true);
        expect((await put({ ...one, digest: { subject: 'changePwd' } })).outcome).toBe('paused');
      });

      it('is ended by endGap() under each of its tags, and the code stays live', async () => {
        const other = newName();
        const first = await issue({ otherTags: [other] });
        await store.endGap([{ tag }, { tag: other }]);
        expect([(await read()).gapMs, (await read({ tag: other })).gapMs]).toEqual([0, 0]);
        expect(await issue()).toMatchObject({ isDue: true, nonce: first.nonce });
      });

      it('of another account is not ended by endGap()', async () => {
        await issue({ account: 'one' });
        await store.endGap([{ tag }, { tag, account: 'two' }]);
        expect((await put({ account: 'one', digest: { subject: 'register' } })).outcome).toBe('paused');
        await store.endGap([{ tag, account: 'one' }]);
        expect((await issue({ account: 'one' })).isDue).toBe(true);
      });
    });

    it('drops a challenge and leaves its code live', async () => {
      const [first, second] = [await issue(), await issue()];
      await store.drop(first.id, tag);
      expect(await attempt(first)).toBe('not_found');
      expect((await read()).live?.nonce).toBe(first.nonce);
      expect(await attempt(second)).toBe('accepted');
    });

    describe('readAccount()', () => {
      it('returns the budget, the gap and the live code', async () => {
        expect(await read()).toEqual({ budgetMs: 0, gapMs: 0, live: undefined });
        const first = await issue();
        await attemptWrong(first);
        await subject.advance(2 * subject.slackMs);
        const { budgetMs, gapMs, live } = await read({}, { ...DAY, max: 1 });
        expectLeft(budgetMs, DAY.windowMs - 2 * subject.slackMs);
        expectLeft(gapMs, GAP_MS - 2 * subject.slackMs);
        expectLeft(live?.leftMs, MAX_CODE_AGE_MS - 2 * subject.slackMs);
        const { leftMs, ...code } = live ?? { leftMs: 0 };
        expect(code).toEqual({ keyId: 'k1', tag, subject: 'login', nonce: first.nonce, format: 'digits-6' });
      });

      it('returns a live code for its own key id, tag and subject only', async () => {
        await issue();
        for (const over of [{ keyId: 'k2' }, { tag: newName() }, { subject: 'register' }]) {
          expect((await read(over)).live).toBeUndefined();
        }
      });

      it('over two keys returns the first live code and the longest times', async () => {
        const [k1, k2] = [
          { keyId: 'k1', tag, subject: 'login' },
          { keyId: 'k2', tag: newName(), subject: 'login-k2' },
        ];
        const older = await issue();
        await attemptWrong(older);
        expect((await store.readAccount([k2, k1], DAY)).live?.nonce).toBe(older.nonce);
        await subject.advance(2 * subject.slackMs);
        const newer = await issue({ digest: k2, gapMs: 2 * GAP_MS });
        for (const [keys, { nonce }] of [
          [[k2, k1], newer],
          [[k1, k2], older],
        ] as const) {
          const { budgetMs, gapMs, live } = await store.readAccount(keys, { ...DAY, max: 1 });
          expect(live?.nonce).toBe(nonce);
          expectLeft(gapMs, 2 * GAP_MS);
          expectLeft(budgetMs, DAY.windowMs - 2 * subject.slackMs);
        }
      });
    });

    it.each([
      ['a subject that contains a brace', { digest: { subject: 'a}b' } }],
      ['an empty subject', { digest: { subject: '' } }],
      ['a nonce that contains a colon', { nonce: 'a:b' }],
      ['a negative gap', { gapMs: -1 }],
      ['a fractional gap', { gapMs: 0.5 }],
      ['a lifetime of more than 600 s', { lifetimeMs: MAX_CODE_AGE_MS + 1 }],
      ['another tag that contains a brace', { otherTags: ['good', 'a}b'] }],
      ['an account that contains a brace', { account: 'a}b' }],
      ['0 attempts', { attempts: 0 }],
    ])('refuses %s and stores nothing', async (_, over: Over) => {
      await expect(put(over)).rejects.toBeInstanceOf(RangeError);
      expect(await read()).toEqual({ budgetMs: 0, gapMs: 0, live: undefined });
    });
  });
}

/** What differs from the usual challenge. */
type Over = Partial<Omit<SharedChallenge, 'digest'>> & { readonly digest?: Partial<CodeDigest> };
