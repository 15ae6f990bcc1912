import { timingSafeEqual } from 'node:crypto';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { BoundedMap } from './bounded-map.js';
import {
  type AttemptOutcome,
  type Budget,
  type ChallengeStore,
  type VerificationAttempt,
  PROOF_SKEW_MS,
  type ProofOutcome,
  type SingleUseProof,
  type StoredChallenge,
} from '../challenge-store.js';
import { MemoryBudgets } from './memory.budgets.js';
import { assertBudget, assertChallenge, assertProof } from '../store.assertions.js';

export interface MemoryStoreOptions {
  /**
   * Maximum number of live challenges, of accounts with wrong answers, and of used proofs, each. Beyond it calls
   * reject.
   * @default 200_000
   */
  readonly capacity?: number;
  /** A monotonic clock in milliseconds. @default performance.now */
  readonly now?: () => number;
  /** Interval of the sweeps of expired entries in milliseconds. @default 1000 */
  readonly sweepEveryMs?: number;
}

/** A stored challenge. All concurrent attempts share this object. */
interface MemoryRecord {
  readonly keyId: string;
  /** The MAC's bytes as a latin1 string: a small Buffer needs several times as much memory. */
  readonly mac: string;
  readonly strong: boolean;
  readonly deadline: number;
  attemptsLeft: number;
}

/** Longest time in milliseconds that a sweep blocks the event loop. */
const SWEEP_BUDGET_MS = 5;

const keyOf = (tag: string, id: string): string => `${tag}:${id}`;

/**
 * Stores challenges in the process, for a single instance. `cache-manager` holds the records, over a Keyv with a
 * {@link BoundedMap}. `cache-manager` makes no decision: its `del()` returns `true` to every concurrent caller. Answers
 * are compared by the synchronous {@link evaluate} on the record itself; the cache returns the record, not a copy.
 * See ADR 3.
 */
export class MemoryStore implements ChallengeStore {
  private readonly now: () => number;
  private readonly records: BoundedMap<MemoryRecord>;
  private readonly budgets: MemoryBudgets;
  /** When each used proof is removed, by its id. */
  private readonly used: BoundedMap<number>;
  /**
   * Proofs carry wall-clock times. The wall clock is read once and advanced by the monotonic clock, so setting it back
   * does not make a used proof valid again.
   */
  private readonly startedAt = Date.now();
  private readonly startedAtOwn: number;
  private readonly cache;
  private readonly sweeper: NodeJS.Timeout;

  constructor({
    capacity = 200_000,
    now = () => performance.now(),
    sweepEveryMs = 1000,
  }: MemoryStoreOptions = {}) {
    this.now = now;
    this.records = new BoundedMap(capacity, (record) => record.deadline <= this.now());
    this.budgets = new MemoryBudgets(capacity, now);
    this.used = new BoundedMap(capacity, (deadline) => deadline <= this.now());
    this.startedAtOwn = now();
    const keyv = new Keyv<MemoryRecord>({ store: this.records, throwOnErrors: true, useKeyPrefix: false });
    // Without a serializer the cache holds the record itself, which single use depends on.
    keyv.serialize = undefined;
    keyv.deserialize = undefined;
    // Keyv also emits the errors that it throws; an unhandled `error` event ends the process.
    keyv.on('error', () => undefined);
    this.cache = createCache({ stores: [keyv] });
    this.sweeper = setInterval(() => this.sweep(), sweepEveryMs).unref();
  }

  async put(challenge: StoredChallenge): Promise<void> {
    assertChallenge(challenge);
    const { id, digest, attempts, lifetimeMs, strong } = challenge;
    const key = keyOf(digest.tag, id);
    // BoundedMap would also reject the write, but failing inside the cache doubles the cost of a rejected call.
    this.records.assertCapacity(key);
    const record: MemoryRecord = {
      keyId: digest.keyId,
      mac: digest.mac.toString('latin1'),
      strong,
      deadline: this.now() + lifetimeMs,
      attemptsLeft: attempts,
    };
    await this.cache.set(key, record);
  }

  async attempt(attempt: VerificationAttempt): Promise<AttemptOutcome> {
    if (attempt.budget) assertBudget(attempt.budget);
    let hasUnknownKey = false;
    for (const { keyId, tag, mac } of attempt.digests) {
      const key = keyOf(tag, attempt.id);
      const record = await this.cache.get<MemoryRecord>(key);
      hasUnknownKey ||= !!record;
      if (record?.keyId !== keyId) continue;
      const outcome = this.evaluate(record, mac, attempt);
      if (record.attemptsLeft === 0) await this.cache.del(key);
      return outcome;
    }
    return hasUnknownKey ? 'unknown_key' : 'not_found';
  }

  async budgetRetryAfterMs(tags: readonly string[], budget: Budget): Promise<number> {
    assertBudget(budget);
    return this.budgets.budgetRetryAfterMs(tags, budget);
  }

  /** Check and write are synchronous, so concurrent calls cannot interleave. */
  async consumeProof(proof: SingleUseProof): Promise<ProofOutcome> {
    assertProof(proof);
    const { id, madeAt, expiresAt } = proof;
    const deadline = this.startedAtOwn + (expiresAt - this.startedAt) + PROOF_SKEW_MS;
    if (deadline <= this.now()) return 'expired';
    if (madeAt < this.startedAt) return 'stale';
    if (this.used.get(id)) return 'used';
    this.used.set(id, { value: deadline });
    return 'accepted';
  }

  async drop(id: string, tag: string): Promise<void> {
    await this.cache.del(keyOf(tag, id));
  }

  async check(): Promise<void> {
    // No external dependency.
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    this.budgets.clear();
    this.used.clear();
    await this.cache.clear();
  }

  /** Number of entries, including expired ones that are not swept yet. */
  get size(): number {
    return this.records.size + this.budgets.size + this.used.size;
  }

  /** Counts, compares and consumes. Must not contain an `await`, which would let concurrent attempts interleave. */
  private evaluate(
    record: MemoryRecord,
    mac: Buffer,
    { digests, budget }: VerificationAttempt,
  ): AttemptOutcome {
    if (record.attemptsLeft === 0 || record.deadline <= this.now()) return 'not_found';
    const charge = this.chargeFor(record, digests, budget);
    if (!charge) return 'budget_exhausted';
    record.attemptsLeft--;
    if (timingSafeEqual(Buffer.from(record.mac, 'latin1'), mac)) {
      record.attemptsLeft = 0;
      return 'accepted';
    }
    charge();
    return record.attemptsLeft === 0 ? 'exhausted' : 'mismatch';
  }

  /** @returns a function that charges every tag (a no-op for strong codes); undefined if the budget is exhausted */
  private chargeFor(
    record: MemoryRecord,
    digests: VerificationAttempt['digests'],
    budget?: Budget,
  ): (() => void) | undefined {
    if (!budget || record.strong) return () => undefined;
    const tags = digests.map(({ tag }) => tag);
    return this.budgets.budgetRetryAfterMs(tags, budget) > 0 ? undefined : this.budgets.reserve(tags, budget);
  }

  private sweep(): void {
    const end = performance.now() + SWEEP_BUDGET_MS;
    const isTimeUp = (): boolean => performance.now() >= end;
    this.records.sweep(isTimeUp);
    this.budgets.sweep(isTimeUp);
    this.used.sweep(isTimeUp);
  }
}
