import { StoreUnavailableError } from '../challenge-store.js';

/** An entry as Keyv hands it to a storage adapter. */
export interface KeyvEntry<Value> {
  readonly value: Value;
}

/** Entries looked at between two looks at the clock. */
const SWEEP_STEP = 256;

/**
 * A Keyv storage adapter that is safe to leave alone, which Keyv's own `Map` is not: bounded, expiring without
 * traffic, and it never evicts what is alive. When it is full of live entries it refuses new ones.
 *
 * Deadlines are the entries' own, on the caller's clock, because Keyv judges `expires` by the wall clock, which jumps.
 */
export class BoundedMap<Value> {
  private readonly entries = new Map<string, KeyvEntry<Value>>();
  private cursor = this.entries.entries();

  /**
   * @param capacity most entries held at once
   * @param isExpired whether a value's time is over
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
    this.assertRoom(key);
    this.entries.set(key, entry);
    return true;
  }

  /**
   * Makes sure that a key can be set now, and looks for expired entries if it must.
   * @throws {StoreUnavailableError} when full of live entries
   */
  assertRoom(key: string): void {
    if (this.entries.size < this.capacity || this.entries.has(key)) return;
    // One step only: a full sweep for every refused caller would be a lever against the event loop.
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
   * Removes expired entries, going on where the last sweep stopped (a `Map` iterator lives through changes), once
   * round at the most.
   * @param enough asked after every 256 entries; `true` ends the sweep early
   */
  sweep(enough: () => boolean): void {
    for (let looked = 1, end = this.entries.size; looked <= end; looked++) {
      let next = this.cursor.next();
      if (next.done) {
        this.cursor = this.entries.entries();
        next = this.cursor.next();
        if (next.done) return;
      }
      const [key, { value }] = next.value;
      if (this.isExpired(value)) this.entries.delete(key);
      if (looked % SWEEP_STEP === 0 && enough()) return;
    }
  }
}

/** Seconds: a lifetime is minutes, so some room is likely to be there by then. */
const FULL_RETRY_AFTER = 5;
