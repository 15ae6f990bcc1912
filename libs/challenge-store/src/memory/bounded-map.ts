import { StoreUnavailableError } from '../challenge-store.js';

/** An entry in the form that Keyv passes to a storage adapter. */
export interface KeyvEntry<Value> {
  readonly value: Value;
}

/** Entries visited between two checks of the time limit. */
const SWEEP_STEP = 256;

/**
 * A Keyv storage adapter with a capacity. Keyv's own `Map` is unbounded and removes expired entries on access only;
 * this one is swept by its owner. It never evicts live entries: when full of them it rejects new ones.
 *
 * The caller decides expiry on its own clock, because Keyv compares `expires` with the wall clock, which can jump.
 */
export class BoundedMap<Value> {
  private readonly entries = new Map<string, KeyvEntry<Value>>();
  private cursor = this.entries.entries();

  /**
   * @param capacity most entries held at once
   * @param isExpired whether a value has expired
   */
  constructor(
    private readonly capacity: number,
    private readonly isExpired: (value: Value) => boolean,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): KeyvEntry<Value> | undefined {
    const entry = this.entries.get(key);
    return entry && !this.isExpired(entry.value) ? entry : undefined;
  }

  /** @throws {StoreUnavailableError} when full of live entries */
  set(key: string, entry: KeyvEntry<Value>): boolean {
    this.assertCapacity(key);
    this.entries.set(key, entry);
    return true;
  }

  /**
   * Checks that a key can be set, and sweeps some expired entries if the map is full.
   * @throws {StoreUnavailableError} when full of live entries
   */
  assertCapacity(key: string): void {
    if (this.entries.size < this.capacity || this.entries.has(key)) return;
    // One step only: a full sweep per rejected call would let a flood block the event loop.
    this.sweep(() => true);
    if (this.entries.size < this.capacity) return;
    throw new StoreUnavailableError(`memory store is full: ${this.capacity} live entries`, FULL_RETRY_AFTER);
  }

  delete(key: string): boolean {
    return this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }

  /**
   * Removes expired entries, at most one full round. It resumes where the last sweep stopped: a `Map` iterator stays
   * valid across changes.
   * @param isTimeUp called after every 256 entries; `true` ends the sweep early
   */
  sweep(isTimeUp: () => boolean): void {
    for (let visited = 1, end = this.entries.size; visited <= end; visited++) {
      let next = this.cursor.next();
      if (next.done) {
        this.cursor = this.entries.entries();
        next = this.cursor.next();
        if (next.done) return;
      }
      const [key, { value }] = next.value;
      if (this.isExpired(value)) this.entries.delete(key);
      if (visited % SWEEP_STEP === 0 && isTimeUp()) return;
    }
  }
}

/** Seconds. Challenges live for minutes, so some have probably expired by then. */
const FULL_RETRY_AFTER = 5;
