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
  /**
   * What the account's code is for: challenges with the same tag and subject share one code. A keyed hash. Absent for
   * challenges without an account.
   */
  readonly subject?: string;
  /** 32 bytes: HMAC of the code and its bound fields. The key is never in the store. */
  readonly mac: Buffer;
}

/** Where the state of one account is stored: under one tag per listed secret key. */
export interface AccountKey extends Required<Pick<CodeDigest, 'keyId' | 'tag' | 'subject'>> {
  /** Tells accounts apart that share a tag and so a budget: each has a gap of its own. @default one gap a tag */
  readonly account?: string;
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
  /** For whom it is stored: a memory store keeps the flood of one owner from using up the memory of the others. */
  readonly owner: string;
}

/** Milliseconds from the first issue of a code to its last expiry. NIST SP 800-63B-4 §3.1.3.2 allows 10 minutes. */
export const MAX_CODE_AGE_MS = 600_000;

/** The code of an account that further challenges may repeat. It is not stored: it is derived from the nonce. */
export interface LiveCode extends Omit<AccountKey, 'account'> {
  /** Random text that the code is derived from with the key {@link keyId}. Not secret, but never shown. */
  readonly nonce: string;
  /** Names the code's length and alphabet. Only codes of the format that is due are repeated. */
  readonly format: string;
  /** Milliseconds until the code is {@link MAX_CODE_AGE_MS} old. */
  readonly leftMs: number;
}

/** Whether a new challenge may repeat a code: it has the right format, and at least half a lifetime is left. */
export function isRepeatable(
  { format, leftMs }: Pick<LiveCode, 'format' | 'leftMs'>,
  due: Pick<SharedChallenge, 'format' | 'lifetimeMs'>,
): boolean {
  return format === due.format && leftMs >= due.lifetimeMs / 2;
}

/** A challenge whose code all live challenges with the same tag and subject share. */
export interface SharedChallenge extends StoredChallenge {
  readonly digest: Required<CodeDigest>;
  /** What the code was derived from. */
  readonly nonce: string;
  /** Whether {@link nonce} is that of a live code. `false`: it is new. */
  readonly repeats: boolean;
  readonly format: string;
  /** Milliseconds until another message may be sent to the account; 0: at once. */
  readonly gapMs: number;
  /** Further tags of the account, under which a gap is stored too. */
  readonly otherTags: readonly string[];
  /** As of {@link AccountKey.account}. */
  readonly account?: string;
}

/**
 * The result of storing a shared challenge.
 *
 * | outcome | meaning | stored |
 * |---|---|---|
 * | `stored` | the challenge is stored | the challenge; the gap if a message is due |
 * | `superseded` | derive the code again, from `live` or, without it, from a new nonce | nothing |
 * | `paused` | the account is within the gap of another subject's message, and no code is live | nothing |
 */
export type SharedOutcome =
  | {
      readonly outcome: 'stored';
      /** Whether this request must send the message: it is the only one within the gap. */
      readonly isDue: boolean;
      /** Lifetime of the challenge; shorter than asked for when the code reaches {@link MAX_CODE_AGE_MS} before. */
      readonly lifetimeMs: number;
      /** Milliseconds until another message may be sent. */
      readonly gapMs: number;
    }
  | { readonly outcome: 'superseded'; readonly live?: LiveCode | undefined }
  | { readonly outcome: 'paused'; readonly gapMs: number };

/** The stored state of an account. */
export interface AccountState {
  /** Milliseconds until answers to its normal codes are compared again; 0 if the budget is not exhausted. */
  readonly budgetMs: number;
  /** Milliseconds until another message may be sent to it. */
  readonly gapMs: number;
  readonly live?: LiveCode | undefined;
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
  /** As of {@link StoredChallenge.owner}. */
  readonly owner: string;
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
  /** As of {@link StoredChallenge.owner}. */
  readonly owner: string;
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
 * | `mismatch` | wrong; attempts are left | an attempt, and the budget |
 * | `exhausted` | wrong on the last attempt | as `mismatch` |
 * | `strong_mismatch` | wrong answer to a strong code | an attempt, and no budget |
 * | `not_found` | unknown, expired or consumed | nothing |
 * | `unknown_key` | stored under a key that is not listed | nothing |
 * | `stale` | stored before the store's last restart or failover, so possibly consumed since; removed | nothing |
 * | `budget_exhausted` | not compared: the account's budget is exhausted | nothing |
 */
export type AttemptOutcome =
  | 'accepted'
  | 'mismatch'
  | 'exhausted'
  | 'strong_mismatch'
  | 'not_found'
  | 'unknown_key'
  | 'stale'
  | 'budget_exhausted';

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
 * Stores challenges and compares answers. Every implementation passes `describeChallengeStore()` and
 * `describeSharedCodes()` of the test kit. A store behind a network fails a call when its {@link Deadline} ends.
 *
 * @example
 * const owner = 'tenant';
 * await store.put({ id, digest: { keyId: 'k1', tag, mac }, attempts: 1, lifetimeMs: 180_000, strong: false, owner });
 * const digests = [{ keyId: 'k1', tag, mac: macOfTheAnswer }];
 * await store.attempt({ id, digests, owner }); // 'accepted', once
 */
export interface ChallengeStore {
  /**
   * Stores a challenge for its lifetime.
   * @throws {StoreUnavailableError} if it was not stored. Then its code must not be sent.
   * @throws {RangeError} if an id or a number is malformed
   */
  put(challenge: StoredChallenge, deadline?: Deadline): Promise<void>;
  /**
   * Stores a challenge of an account, atomically: repeats the live code or makes the given one live, and decides which
   * one of concurrent requests sends the message.
   * @throws {StoreUnavailableError} if it is unknown what was stored. Then its code must not be sent.
   * @throws {RangeError} if an id or a number is malformed
   */
  putShared(challenge: SharedChallenge, deadline?: Deadline): Promise<SharedOutcome>;
  /**
   * Reads the state of an account.
   * @param keys one per listed secret key, the current one's first. The longest times are returned, and the first live
   *   code.
   */
  readAccount(keys: readonly AccountKey[], budget: Budget, deadline?: Deadline): Promise<AccountState>;
  /** Ends the gap of an account, because its message was refused. */
  endGap(keys: readonly Pick<AccountKey, 'tag' | 'account'>[], deadline?: Deadline): Promise<void>;
  /**
   * Counts the attempt, compares the answer and consumes the challenge, atomically. Consuming a challenge consumes its
   * code: all other challenges that share it are then unknown. A record is found only by the
   * account tag and the key id it was stored with. At most `budget.max` wrong answers to normal codes are compared in
   * any `budget.windowMs`, with any concurrency and any listed keys.
   * @throws {StoreUnavailableError} if the outcome is unknown. The attempt may have been counted; the caller must not
   *   accept the answer.
   */
  attempt(attempt: VerificationAttempt, deadline?: Deadline): Promise<AttemptOutcome>;
  /**
   * Consumes a proof, atomically. Only uses are stored, so an unused proof needs no storage. A restart or failover may
   * lose uses, therefore older proofs are refused as `stale`.
   * @returns `accepted` to the first caller only
   * @throws {StoreUnavailableError} if the outcome is unknown. The caller must refuse the proof.
   * @throws {RangeError} if the id or a time is malformed
   */
  consumeProof(proof: SingleUseProof, deadline?: Deadline): Promise<ProofOutcome>;
  /** Removes a challenge whose delivery failed. A code that it shares stays live. */
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
