import type { Deadline } from './deadline.js';

/** Where a challenge lies and what proves its code, under one of the listed secret keys. */
export interface CodeDigest {
  /** Which secret key made {@link tag} and {@link mac}. */
  readonly keyId: string;
  /**
   * A keyed hash of tenant and recipient (the account), or the challenge's id where there is no recipient.
   * Letters, digits, `-` and `_`: on Redis it is the hash tag that puts the record and the budget into one slot.
   */
  readonly tag: string;
  /** 32 bytes: the code and all it is bound to, under a key that is never in the store. */
  readonly mac: Buffer;
}

/** What a store keeps of a challenge: nothing that gives the code or the recipient away. */
export interface StoredChallenge {
  /** The public id (`codeID`). Letters, digits, `-` and `_`. */
  readonly id: string;
  readonly digest: CodeDigest;
  /** How many answers are judged before the challenge is gone; the last wrong one removes it. */
  readonly attempts: number;
  /** Whole milliseconds from now until the challenge is gone. */
  readonly lifetimeMs: number;
  /** Strong codes are judged after the budget is used up too, and their wrong answers don't charge it. */
  readonly strong: boolean;
}

/**
 * Wrong answers an account has in an exactly rolling window, over all its challenges. `max` may differ between two
 * calls for one account, `windowMs` may not.
 */
export interface Budget {
  readonly max: number;
  /** Whole milliseconds. */
  readonly windowMs: number;
}

/** One answer to be judged. */
export interface VerificationAttempt {
  readonly id: string;
  /** What the answer would be stored as: one digest per listed key, the current key's first. */
  readonly digests: readonly CodeDigest[];
  /** The account's budget; absent where there is no account (images). */
  readonly budget?: Budget;
}

/**
 * A single-use proof that somebody brings back, such as a signed ticket. Its times are its maker's, in whole milliseconds
 * since 1970; the store holds them against its own clock, never against that of whoever brings the proof.
 */
export interface SingleUseProof {
  /** The proof's own id. Letters, digits, `-` and `_`. */
  readonly id: string;
  /** When it was made. */
  readonly madeAt: number;
  /** When it expires by itself. Whether it has is its reader's to judge, within {@link PROOF_SKEW_MS}. */
  readonly expiresAt: number;
}

/**
 * Milliseconds that the clock of a proof's reader may be behind the store's: a used proof is remembered that much longer
 * than it lives, and from then on refused whatever its reader's clock says.
 */
export const PROOF_SKEW_MS = 3_600_000;

/**
 * What became of one answer. Callers must not be able to tell the failures apart; the words are for metrics.
 *
 * | outcome | meaning | charged |
 * |---|---|---|
 * | `accepted` | right, and the challenge is consumed | nothing |
 * | `mismatch` | wrong, attempts are left | an attempt, and the budget unless the code is strong |
 * | `exhausted` | wrong, and it was the last attempt | as `mismatch` |
 * | `not_found` | unknown, expired or consumed | nothing |
 * | `unknown_key` | there, but made under a key that is not listed | nothing |
 * | `stale` | written before the store's last restart or failover, perhaps consumed since; removed | nothing |
 * | `budget_exhausted` | not judged: the account's budget is used up | nothing |
 */
export type AttemptOutcome =
  'accepted' | 'mismatch' | 'exhausted' | 'not_found' | 'unknown_key' | 'stale' | 'budget_exhausted';

/**
 * What became of a proof that was brought back. As with answers, the words are for metrics only.
 *
 * | outcome | meaning |
 * |---|---|
 * | `accepted` | used for the first time, and consumed |
 * | `used` | consumed before |
 * | `stale` | made before the store's last restart or failover, perhaps consumed since |
 * | `expired` | expired so long ago that the store may have forgotten whether it was consumed |
 */
export type ProofOutcome = 'accepted' | 'used' | 'stale' | 'expired';

/**
 * Where challenges wait. One more store is one more file that passes the suite in `testing/store-suite.ts`. A store that
 * others can slow down gives up when the caller's {@link Deadline} ends, if one is given.
 *
 * @example
 * await store.put({ id, digest: { keyId: 'k1', tag, mac }, attempts: 5, lifetimeMs: 180_000, strong: false });
 * const digests = [{ keyId: 'k1', tag, mac: macOfTheAnswer }];
 * await store.attempt({ id, digests, budget: { max: 10, windowMs: 86_400_000 } }); // 'accepted', once
 */
export interface ChallengeStore {
  /**
   * Remembers a challenge until its lifetime ends.
   * @throws {StoreUnavailableError} when it cannot be remembered; then it must not be sent either
   * @throws {RangeError} when a name or a number of it is malformed
   */
  put(challenge: StoredChallenge, deadline?: Deadline): Promise<void>;
  /**
   * Counts the attempt, compares, and consumes, as one step that no other attempt can interleave with. A record is
   * found only under the tag and by the key id that made it. However many attempts run at once and whichever keys are
   * listed, no more than `budget.max` wrong answers to normal codes are judged in any `budget.windowMs`.
   * @throws {StoreUnavailableError} the answer may have been judged, but was not accepted
   */
  attempt(guess: VerificationAttempt, deadline?: Deadline): Promise<AttemptOutcome>;
  /**
   * Milliseconds until the account's normal codes are judged again; 0 when the budget is not used up.
   * @param tags the account's, one per listed key; the longest wait counts
   */
  budgetRetryAfterMs(tags: readonly string[], budget: Budget, deadline?: Deadline): Promise<number>;
  /**
   * Consumes a proof, as one step. What is remembered is that it *was* used, so that a proof costs nothing until it is
   * brought back; and therefore a proof older than the store's last restart or failover is refused, because its use may
   * be what got lost.
   * @returns `accepted` for the first caller, and for nobody else
   * @throws {StoreUnavailableError} it may have been consumed; the caller must refuse it
   * @throws {RangeError} when the id or a time is malformed
   */
  consumeProof(proof: SingleUseProof, deadline?: Deadline): Promise<ProofOutcome>;
  /** Forgets a challenge whose message surely did not leave. */
  drop(id: string, tag: string, deadline?: Deadline): Promise<void>;
  /**
   * For readiness, and before the first proof is made: a store that outlives its process learns here since when it
   * surely knows of every use.
   * @throws {StoreUnavailableError} in words for the operator
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The store cannot serve: full, unreachable, shutting down. */
export class StoreUnavailableError extends Error {
  /** @param retryAfter whole seconds after which asking again makes sense */
  constructor(
    message: string,
    readonly retryAfter: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StoreUnavailableError';
  }
}

/** The store can be reached and must not be relied upon: its operator has to change a setting, named in the message. */
export class StoreMisconfiguredError extends StoreUnavailableError {
  override name = 'StoreMisconfiguredError';
}
