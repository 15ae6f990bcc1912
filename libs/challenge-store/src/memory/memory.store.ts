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
import { assertBudget, assertChallenge, assertProof } from '../store.guards.js';

export interface MemoryStoreOptions {
  /** Most live challenges, most accounts with wrong answers, most used proofs. Further ones are refused. @default 200_000 */
  readonly capacity?: number;
  /** A clock in milliseconds that never jumps. @default performance.now */
  readonly now?: () => number;
  /** Pause between two sweeps of expired entries, in milliseconds. @default 1000 */
  readonly sweepEveryMs?: number;
}

/** A challenge while it waits: the one object that every concurrent attempt looks at. */
interface MemoryRecord {
  readonly keyId: string;
  /** The MAC's bytes as latin1: a small Buffer of its own costs several times as much memory. */
  readonly mac: string;
  readonly strong: boolean;
  readonly deadline: number;
  attemptsLeft: number;
}

/** A sweep holds the event loop no longer than this, in milliseconds. */
const SWEEP_BUDGET_MS = 5;

const keyOf = (tag: string, id: string): string => `${tag}:${id}`;

/**
 * Challenges in this process, for a single instance. `cache-manager` keeps the records, over a Keyv whose storage is a
 * {@link BoundedMap}; what must be atomic is never asked of it. Its `del()` answers `true` to everybody, so an answer
 * is decided by {@link judge}: one synchronous function on the record itself, which all attempts share because the
 * cache hands out the record and no copy. See ADR 3.
 */
export class MemoryStore implements ChallengeStore {
  private readonly now: () => number;
  private readonly records: BoundedMap<MemoryRecord>;
  private readonly budgets: MemoryBudgets;
  /** When each used proof may be forgotten. */
  private readonly used: BoundedMap<number>;
  /**
   * Proofs carry the time of the wall clock. It is looked at once, here, and counted on by the store's own clock: should
   * it be set back, a proof lives no second time.
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
    // Without a serializer the cache holds the record, not a copy: the single-use gate depends on it.
    keyv.serialize = undefined;
    keyv.deserialize = undefined;
    // Keyv also emits what it throws; an emitter without a listener would end the process.
    keyv.on('error', () => undefined);
    this.cache = createCache({ stores: [keyv] });
    this.sweeper = setInterval(() => this.sweep(), sweepEveryMs).unref();
  }

  async put(challenge: StoredChallenge): Promise<void> {
    assertChallenge(challenge);
    const { id, digest, attempts, lifetimeMs, strong } = challenge;
    const key = keyOf(digest.tag, id);
    // The cache would find out too, but a flood is refused by millions, and its way of failing costs as much again.
    this.records.assertRoom(key);
    const record: MemoryRecord = {
      keyId: digest.keyId,
      mac: digest.mac.toString('latin1'),
      strong,
      deadline: this.now() + lifetimeMs,
      attemptsLeft: attempts,
    };
    await this.cache.set(key, record);
  }

  async attempt(guess: VerificationAttempt): Promise<AttemptOutcome> {
    if (guess.budget) assertBudget(guess.budget);
    let isUnkeyed = false;
    for (const { keyId, tag, mac } of guess.digests) {
      const key = keyOf(tag, guess.id);
      const record = await this.cache.get<MemoryRecord>(key);
      isUnkeyed ||= !!record;
      if (record?.keyId !== keyId) continue;
      const outcome = this.judge(record, mac, guess);
      if (record.attemptsLeft === 0) await this.cache.del(key);
      return outcome;
    }
    return isUnkeyed ? 'unknown_key' : 'not_found';
  }

  async budgetRetryAfterMs(tags: readonly string[], budget: Budget): Promise<number> {
    assertBudget(budget);
    return this.budgets.budgetRetryAfterMs(tags, budget);
  }

  /** Synchronous from the look to the mark: there is no second caller in between. */
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
    // Nothing outside this process to be ready.
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    this.budgets.clear();
    this.used.clear();
    await this.cache.clear();
  }

  /** How many entries are held, expired ones not yet swept included. */
  get size(): number {
    return this.records.size + this.budgets.size + this.used.size;
  }

  /** Counts, compares, consumes. Synchronous: an `await` in here would let a second attempt in between. */
  private judge(record: MemoryRecord, mac: Buffer, { digests, budget }: VerificationAttempt): AttemptOutcome {
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

  /** What a wrong answer costs the account, under every listed key; nothing for strong codes, undefined when spent. */
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
    const enough = (): boolean => performance.now() >= end;
    this.records.sweep(enough);
    this.budgets.sweep(enough);
    this.used.sweep(enough);
  }
}
