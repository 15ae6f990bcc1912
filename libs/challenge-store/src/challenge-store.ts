/** What a store keeps of a challenge: nothing that gives the code or the recipient away. */
export interface StoredChallenge {
  /** The public id (`codeID`). */
  readonly id: string;
  /** Which key made {@link mac}. */
  readonly keyId: string;
  /** 32 bytes: the code and all it is bound to, under a key that is never in the store. */
  readonly mac: Buffer;
  /** How many answers are judged before the challenge is gone; the last wrong one removes it. */
  readonly attempts: number;
  /** Whole milliseconds from now until the challenge is gone. */
  readonly lifetimeMs: number;
}

/**
 * What became of one answer. Callers must not be able to tell the failures apart; the words are for metrics.
 * `accepted`: right, and the challenge is consumed. `bad`: wrong, attempts are left. `locked`: wrong, and it was the
 * last attempt. `gone`: unknown, expired, consumed, or its key is no longer listed.
 */
export type AttemptOutcome = 'accepted' | 'bad' | 'locked' | 'gone';

/**
 * Where challenges wait. One more store is one more file that passes the suite in `testing/store-suite.ts`.
 *
 * @example
 * await store.put({ id, keyId: 'k1', mac, attempts: 5, lifetimeMs: 180_000 });
 * await store.attempt(id, new Map([['k1', macOfTheAnswer]])); // 'accepted', once
 */
export interface ChallengeStore {
  /**
   * Remembers a challenge until its lifetime ends.
   * @throws {StoreUnavailableError} when it cannot be remembered; then it must not be sent either
   */
  put(challenge: StoredChallenge): Promise<void>;
  /**
   * Counts the attempt, compares, and consumes, as one step that no other attempt can interleave with.
   * @param macs the answer's MAC under every listed key, by key id: the record says which one counts
   */
  attempt(id: string, macs: ReadonlyMap<string, Buffer>): Promise<AttemptOutcome>;
  /** Forgets a challenge whose message surely did not leave. */
  drop(id: string): Promise<void>;
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
