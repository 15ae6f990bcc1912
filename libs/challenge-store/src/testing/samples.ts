import { createHash, randomBytes } from 'node:crypto';
import type {
  Budget,
  ChallengeStore,
  CodeDigest,
  SharedChallenge,
  StoredChallenge,
  VerificationAttempt,
} from '../challenge-store.js';

/** The shipped budget of an account. */
export const DAY: Budget = { max: 10, windowMs: 86_400_000 };

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
/** A random id, tag or nonce. */
export const newName = (): string => randomBytes(15).toString('base64url');

/** @param text stands for a code */
export const digestOf = (tag: string, text: string): CodeDigest => ({ keyId: 'k1', tag, mac: sha256(text) });

/** A challenge whose right answer is `right`. */
export const challengeOf = (
  id: string,
  tag: string,
  over: Partial<StoredChallenge> = {},
): StoredChallenge => ({
  id,
  digest: digestOf(tag, 'right'),
  attempts: 5,
  lifetimeMs: 180_000,
  strong: false,
  owner: 'tenant',
  ...over,
});

/** A challenge with the subject `login` and a gap of a minute whose right answer is `right`. */
export const sharedOf = (id: string, tag: string, over: Partial<SharedChallenge> = {}): SharedChallenge => ({
  ...challengeOf(id, tag),
  digest: { ...digestOf(tag, 'right'), subject: 'login' },
  nonce: newName(),
  repeats: false,
  format: 'digits-6',
  gapMs: 60_000,
  otherTags: [],
  ...over,
});

/** One answer of an account, as an instance with one key gives it. */
export const attemptOf = (
  id: string,
  tag: string,
  text: string,
  over: Partial<VerificationAttempt> = {},
): VerificationAttempt => ({
  id,
  digests: [digestOf(tag, text)],
  budget: DAY,
  owner: 'tenant',
  ...over,
});

/** As {@link attemptOf}, for a challenge of {@link sharedOf}. */
export const sharedAttemptOf = (id: string, tag: string, text: string): VerificationAttempt =>
  attemptOf(id, tag, text, { digests: [{ ...digestOf(tag, text), subject: 'login' }] });

export const keysOf = (...tags: readonly string[]) =>
  tags.map((tag) => ({ keyId: 'k1', tag, subject: 'login' }));

/** Milliseconds until accounts have no wrong answer. */
export const budgetMs = async (store: ChallengeStore, ...tags: readonly string[]): Promise<number> =>
  (await store.readAccount(keysOf(...tags), { ...DAY, max: 1 })).budgetMs;

/** The error that a promise rejects with. */
export const errorOf = (step: Promise<unknown>): Promise<unknown> =>
  step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
