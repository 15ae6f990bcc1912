import type { Deadline } from './deadline.js';

/** The account tag and the MAC of a code under one of the listed secret keys. */
export interface CodeDigest {
  /** Id of the secret key that {@link tag} and {@link mac} were computed with. */
  readonly keyId: string;
  /**
   * The account tag: a keyed hash of tenant and recipient, or the challenge's id if there is no recipient. Letters,
   * digits, `-` and `_`. In Redis it is the hash tag that maps the record and the budget to one slot.
   */
  readonly tag: string;
  /** 32 bytes: HMAC of the code and its bound fields. The key is never in the store. */
  readonly mac: Buffer;
}

/** The stored fields of a challenge. They reveal neither the code nor the recipient. */
export interface StoredChallenge {
  /** The public id (`codeID`). Letters, digits, `-` and `_`. */
  readonly id: string;
  readonly digest: CodeDigest;
  /** Number of answers that are compared. The last wrong one removes the challenge. */
  readonly attempts: number;
  /** Lifetime from now, in whole milliseconds. */
  readonly lifetimeMs: number;
  /** A strong code is compared even if the budget is exhausted, and its wrong answers do not charge the budget. */
  readonly strong: boolean;
}

/**
 * The number of wrong answers an account may give in a sliding window, over all its challenges. For one account `max`
 * may differ between calls; `windowMs` must not.
 */
export interface Budget {
  readonly max: number;
  /** Whole milliseconds. */
  readonly windowMs: number;
}

/** One answer to compare. */
export interface VerificationAttempt {
  readonly id: string;
  /** The answer's digests: one per listed key, the current key's first. */
  readonly digests: readonly CodeDigest[];
  /** The account's budget. Absent for challenges without an account (images). */
  readonly budget?: Budget;
}

/**
 * A proof that can be redeemed once, such as a signed ticket. Its issuer sets the times, in whole milliseconds since
 * 1970. The store compares them with its own clock, never with the verifier's.
 */
export interface SingleUseProof {
  /** Letters, digits, `-` and `_`. */
  readonly id: string;
  /** When the proof was issued. */
  readonly madeAt: number;
  /** When the proof expires. The verifier checks this; the store allows {@link PROOF_SKEW_MS} more. */
  readonly expiresAt: number;
}

/**
 * Milliseconds that a verifier's clock may be behind the store's. The store remembers a used proof for this long after
 * its expiry and refuses it as `expired` afterwards.
 */
export const PROOF_SKEW_MS = 3_600_000;

/**
 * The outcome of one answer. For metrics only: clients must not be able to distinguish the failures.
 *
 * | outcome | meaning | charged |
 * |---|---|---|
 * | `accepted` | right; the challenge is consumed | nothing |
 * | `mismatch` | wrong; attempts are left | an attempt, and the budget unless the code is strong |
 * | `exhausted` | wrong on the last attempt | as `mismatch` |
 * | `not_found` | unknown, expired or consumed | nothing |
 * | `unknown_key` | stored under a key that is not listed | nothing |
 * | `stale` | stored before the store's last restart or failover, so possibly consumed since; removed | nothing |
 * | `budget_exhausted` | not compared: the account's budget is exhausted | nothing |
 */
export type AttemptOutcome =
  'accepted' | 'mismatch' | 'exhausted' | 'not_found' | 'unknown_key' | 'stale' | 'budget_exhausted';

/**
 * The outcome of redeeming a proof. For metrics only.
 *
 * | outcome | meaning |
 * |---|---|
 * | `accepted` | first use; the proof is consumed |
 * | `used` | consumed before |
 * | `stale` | issued before the store's last restart or failover, so possibly consumed since |
 * | `expired` | expired more than {@link PROOF_SKEW_MS} ago, when the store no longer remembers its use |
 */
export type ProofOutcome = 'accepted' | 'used' | 'stale' | 'expired';

/**
 * Stores challenges and compares answers. Every implementation passes `describeChallengeStore()` of the test kit. A
 * store behind a network fails a call when its {@link Deadline} ends.
 *
 * @example
 * await store.put({ id, digest: { keyId: 'k1', tag, mac }, attempts: 5, lifetimeMs: 180_000, strong: false });
 * const digests = [{ keyId: 'k1', tag, mac: macOfTheAnswer }];
 * await store.attempt({ id, digests, budget: { max: 10, windowMs: 86_400_000 } }); // 'accepted', once
 */
export interface ChallengeStore {
  /**
   * Stores a challenge for its lifetime.
   * @throws {StoreUnavailableError} if it was not stored. Then its code must not be sent.
   * @throws {RangeError} if an id or a number is malformed
   */
  put(challenge: StoredChallenge, deadline?: Deadline): Promise<void>;
  /**
   * Counts the attempt, compares the answer and consumes the challenge, atomically. A record is found only by the
   * account tag and the key id it was stored with. At most `budget.max` wrong answers to normal codes are compared in
   * any `budget.windowMs`, with any concurrency and any listed keys.
   * @throws {StoreUnavailableError} if the outcome is unknown. The attempt may have been counted; the caller must not
   *   accept the answer.
   */
  attempt(attempt: VerificationAttempt, deadline?: Deadline): Promise<AttemptOutcome>;
  /**
   * Milliseconds until answers to the account's normal codes are compared again; 0 if the budget is not exhausted.
   * @param tags the account's tags, one per listed key; the longest time is returned
   */
  budgetRetryAfterMs(tags: readonly string[], budget: Budget, deadline?: Deadline): Promise<number>;
  /**
   * Consumes a proof, atomically. Only uses are stored, so an unused proof needs no storage. A restart or failover may
   * lose uses, therefore older proofs are refused as `stale`.
   * @returns `accepted` to the first caller only
   * @throws {StoreUnavailableError} if the outcome is unknown. The caller must refuse the proof.
   * @throws {RangeError} if the id or a time is malformed
   */
  consumeProof(proof: SingleUseProof, deadline?: Deadline): Promise<ProofOutcome>;
  /** Removes a challenge whose delivery failed. */
  drop(id: string, tag: string, deadline?: Deadline): Promise<void>;
  /**
   * Readiness check. Call it before the first proof is issued: a shared store records here since when it has all uses.
   * @throws {StoreUnavailableError} with a message for the operator
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The store is full, unreachable or shutting down. */
export class StoreUnavailableError extends Error {
  /** @param retryAfter whole seconds until a retry may succeed */
  constructor(
    message: string,
    readonly retryAfter: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StoreUnavailableError';
  }
}

/** The store is reachable but unsafe to use. The message names the setting that the operator must change. */
export class StoreMisconfiguredError extends StoreUnavailableError {
  override name = 'StoreMisconfiguredError';
}
