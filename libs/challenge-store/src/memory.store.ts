import { timingSafeEqual } from 'node:crypto';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { BoundedMap } from './bounded-map.js';
import type { AttemptOutcome, ChallengeStore, StoredChallenge } from './challenge-store.js';

export interface MemoryStoreOptions {
  /** Most live challenges; about 0.6 kB of memory each. Further ones are refused. @default 200_000 */
  readonly capacity?: number;
  /** A clock in milliseconds that never jumps. @default performance.now */
  readonly now?: () => number;
  /** Pause between two sweeps of expired entries, in milliseconds. @default 1000 */
  readonly sweepEveryMs?: number;
}

/** A challenge while it waits: the one object that every concurrent attempt looks at. */
interface MemoryRecord {
  readonly keyId: string;
  readonly mac: Buffer;
  readonly deadline: number;
  attemptsLeft: number;
}

/** A sweep holds the event loop no longer than this, in milliseconds. */
const SWEEP_BUDGET_MS = 5;

/**
 * Challenges in this process, for a single instance. `cache-manager` keeps the records, over a Keyv whose storage is a
 * {@link BoundedMap}; what must be atomic is never asked of it. Its `del()` answers `true` to everybody, so an answer
 * is decided by {@link judge}: one synchronous function on the record itself, which all attempts share because the
 * cache hands out the record and no copy. See ADR 3.
 */
export class MemoryStore implements ChallengeStore {
  private readonly now: () => number;
  private readonly records: BoundedMap<MemoryRecord>;
  private readonly cache;
  private readonly sweeper: NodeJS.Timeout;

  constructor({
    capacity = 200_000,
    now = () => performance.now(),
    sweepEveryMs = 1000,
  }: MemoryStoreOptions = {}) {
    this.now = now;
    this.records = new BoundedMap(capacity, (record) => record.deadline <= this.now());
    const keyv = new Keyv<MemoryRecord>({ store: this.records, throwOnErrors: true, useKeyPrefix: false });
    // Without a serializer the cache holds the record, not a copy: the single-use gate depends on it.
    keyv.serialize = undefined;
    keyv.deserialize = undefined;
    // Keyv also emits what it throws; an emitter without a listener would end the process.
    keyv.on('error', () => undefined);
    this.cache = createCache({ stores: [keyv] });
    this.sweeper = setInterval(() => this.sweep(), sweepEveryMs).unref();
  }

  async put({ id, keyId, mac, attempts, lifetimeMs }: StoredChallenge): Promise<void> {
    await this.cache.set(id, { keyId, mac, attemptsLeft: attempts, deadline: this.now() + lifetimeMs });
  }

  async attempt(id: string, macs: ReadonlyMap<string, Buffer>): Promise<AttemptOutcome> {
    const record = await this.cache.get<MemoryRecord>(id);
    const outcome = record ? this.judge(record, macs) : 'gone';
    if (record && record.attemptsLeft === 0) await this.cache.del(id);
    return outcome;
  }

  async drop(id: string): Promise<void> {
    await this.cache.del(id);
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await this.cache.clear();
  }

  /** How many entries are held, expired ones not yet swept included. */
  get size(): number {
    return this.records.size;
  }

  /** Counts, compares, consumes. Synchronous: an `await` in here would let a second attempt in between. */
  private judge(record: MemoryRecord, macs: ReadonlyMap<string, Buffer>): AttemptOutcome {
    const mac = macs.get(record.keyId);
    if (record.attemptsLeft === 0 || record.deadline <= this.now() || !mac) return 'gone';
    record.attemptsLeft--;
    if (timingSafeEqual(record.mac, mac)) {
      record.attemptsLeft = 0;
      return 'accepted';
    }
    return record.attemptsLeft === 0 ? 'locked' : 'bad';
  }

  private sweep(): void {
    const end = performance.now() + SWEEP_BUDGET_MS;
    this.records.sweep(() => performance.now() >= end);
  }
}
