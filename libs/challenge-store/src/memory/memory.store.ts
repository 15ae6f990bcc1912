import { timingSafeEqual } from 'node:crypto';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { BoundedMap } from './bounded-map.js';
import {
  type AccountKey,
  type AccountState,
  type AttemptOutcome,
  type Budget,
  type ChallengeStore,
  type CodeDigest,
  type ProofOutcome,
  type SharedChallenge,
  type SharedOutcome,
  type SingleUseProof,
  type StoredChallenge,
  type VerificationAttempt,
} from '../challenge-store.js';
import { MemoryBudgets } from './memory.budgets.js';
import { gapKeysOf, MemoryLiveCodes, type SharedCode } from './memory.live-codes.js';
import { MemoryProofs } from './memory.proofs.js';
import { assertBudget, assertChallenge, assertShared } from '../store.assertions.js';

export interface MemoryStoreOptions {
  /**
   * Maximum number of live challenges, of accounts with a live code, within a gap or with wrong answers, and of used
   * proofs, each. One owner may use as much as is still free; beyond it its calls reject.
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
  readonly subject?: string | undefined;
  readonly code?: SharedCode | undefined;
  readonly deadline: number;
  readonly owner: string;
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
  private readonly liveCodes: MemoryLiveCodes;
  private readonly proofs: MemoryProofs;
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
    this.liveCodes = new MemoryLiveCodes(capacity, now);
    this.proofs = new MemoryProofs(capacity, now);
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
    await this.write(challenge, challenge.lifetimeMs);
  }

  async putShared(challenge: SharedChallenge): Promise<SharedOutcome> {
    assertShared(challenge);
    const { id, digest, owner } = challenge;
    this.records.assertCapacity(keyOf(digest.tag, id), owner);
    const result = this.liveCodes.put(challenge);
    if (result.outcome !== 'stored') return result;
    try {
      await this.write(challenge, result.lifetimeMs, this.liveCodes.newest(digest));
    } catch (error) {
      // Concurrent calls may have used up the room. No message is sent, so the next request must be due.
      if (result.isDue) this.liveCodes.endGap(gapKeysOf(challenge));
      throw error;
    }
    return result;
  }

  async readAccount(keys: readonly AccountKey[], budget: Budget): Promise<AccountState> {
    assertBudget(budget);
    const tags = keys.map(({ tag }) => tag);
    const live = keys.map((key) => this.liveCodes.find(key)).find((code) => code !== undefined);
    const budgetMs = this.budgets.retryAfterMs(tags, budget);
    return { budgetMs, gapMs: this.liveCodes.gapMs(keys), live };
  }

  async endGap(keys: readonly Pick<AccountKey, 'tag' | 'account'>[]): Promise<void> {
    this.liveCodes.endGap(keys);
  }

  async attempt(attempt: VerificationAttempt): Promise<AttemptOutcome> {
    if (attempt.budget) assertBudget(attempt.budget);
    let hasUnknownKey = false;
    for (const digest of attempt.digests) {
      const key = keyOf(digest.tag, attempt.id);
      const record = await this.cache.get<MemoryRecord>(key);
      hasUnknownKey ||= !!record;
      if (record?.keyId !== digest.keyId) continue;
      const outcome = this.evaluate(record, digest, attempt);
      if (record.attemptsLeft === 0) await this.cache.del(key);
      return outcome;
    }
    return hasUnknownKey ? 'unknown_key' : 'not_found';
  }

  async consumeProof(proof: SingleUseProof): Promise<ProofOutcome> {
    return this.proofs.consume(proof);
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
    this.liveCodes.clear();
    this.proofs.clear();
    await this.cache.clear();
  }

  /** Number of entries, including expired ones that are not swept yet. */
  get size(): number {
    return this.records.size + this.budgets.size + this.liveCodes.size + this.proofs.size;
  }

  private async write(challenge: StoredChallenge, lifetimeMs: number, code?: SharedCode): Promise<void> {
    const { id, digest, attempts, strong, owner } = challenge;
    const key = keyOf(digest.tag, id);
    // BoundedMap would also reject the write, but failing inside the cache doubles the cost of a rejected call.
    this.records.assertCapacity(key, owner);
    const record: MemoryRecord = {
      keyId: digest.keyId,
      mac: digest.mac.toString('latin1'),
      strong,
      subject: digest.subject,
      code,
      deadline: this.now() + lifetimeMs,
      owner,
      attemptsLeft: attempts,
    };
    await this.cache.set(key, record);
  }

  /** Counts, compares and consumes. Must not contain an `await`, which would let concurrent attempts interleave. */
  private evaluate(record: MemoryRecord, digest: CodeDigest, attempt: VerificationAttempt): AttemptOutcome {
    if (record.attemptsLeft === 0 || record.deadline <= this.now()) return 'not_found';
    if (record.code?.isConsumed) {
      record.attemptsLeft = 0;
      return 'not_found';
    }
    const charge = this.chargeFor(record, attempt);
    if (!charge) return 'budget_exhausted';
    record.attemptsLeft--;
    const isForSubject = record.subject === digest.subject;
    if (timingSafeEqual(Buffer.from(record.mac, 'latin1'), digest.mac) && isForSubject) {
      record.attemptsLeft = 0;
      if (record.code) record.code.isConsumed = true;
      return 'accepted';
    }
    charge();
    if (record.strong) return 'strong_mismatch';
    return record.attemptsLeft === 0 ? 'exhausted' : 'mismatch';
  }

  /** @returns a function that charges every tag (a no-op for strong codes); undefined if the budget is exhausted */
  private chargeFor(
    record: MemoryRecord,
    { digests, budget, owner }: VerificationAttempt,
  ): (() => void) | undefined {
    if (!budget || record.strong) return () => undefined;
    const tags = digests.map(({ tag }) => tag);
    if (this.budgets.retryAfterMs(tags, budget) > 0) return undefined;
    return this.budgets.reserve(tags, budget, owner);
  }

  private sweep(): void {
    const end = performance.now() + SWEEP_BUDGET_MS;
    const isTimeUp = (): boolean => performance.now() >= end;
    this.records.sweep(isTimeUp);
    this.budgets.sweep(isTimeUp);
    this.liveCodes.sweep(isTimeUp);
    this.proofs.sweep(isTimeUp);
  }
}
