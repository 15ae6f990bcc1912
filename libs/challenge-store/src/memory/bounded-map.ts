import { StoreUnavailableError } from '../challenge-store.js';

/** An entry in the form that Keyv passes to a storage adapter. */
export interface KeyvEntry<Value> {
  readonly value: Value;
}

/** Entries visited between two checks of the time limit. */
const SWEEP_STEP = 256;

/**
 * A Keyv storage adapter with a capacity that is shared fairly. Keyv's own `Map` is unbounded and removes expired entries
 * on access only; this one is swept by the class that uses it. It never evicts live entries: it rejects new ones.
 *
 * An owner may hold at most as many entries as are still free: a flood of one owner takes half of the capacity, floods of
 * two take a third each, and every other owner still gets in.
 *
 * The caller decides expiry on its own clock, because Keyv compares `expires` with the wall clock, which can jump.
 */
export class BoundedMap<Value extends { readonly owner: string }> {
  private readonly entries = new Map<string, KeyvEntry<Value>>();
  private readonly held = new Map<string, number>();
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

  /** @throws {StoreUnavailableError} when the owner has no room */
  set(key: string, entry: KeyvEntry<Value>): boolean {
    const { owner } = entry.value;
    this.assertCapacity(key, owner);
    this.delete(key);
    this.entries.set(key, entry);
    this.held.set(owner, this.heldBy(owner) + 1);
    return true;
  }

  /**
   * Checks that a key can be set for an owner, and sweeps some expired entries if there is no room.
   * @throws {StoreUnavailableError} when the owner has no room
   */
  assertCapacity(key: string, owner: string): void {
    if (this.hasRoom(owner) || this.entries.has(key)) return;
    // One step only: a full sweep per rejected call would let a flood block the event loop.
    this.sweep(() => true);
    if (this.hasRoom(owner)) return;
    const reason = `${this.heldBy(owner)} live entries of one owner, ${this.entries.size} of ${this.capacity} in all`;
    throw new StoreUnavailableError(`memory store is full: ${reason}`, FULL_RETRY_AFTER);
  }

  delete(key: string): boolean {
    const entry = this.entries.get(key);
    if (!entry) return false;
    const { owner } = entry.value;
    const left = this.heldBy(owner) - 1;
    if (left > 0) this.held.set(owner, left);
    else this.held.delete(owner);
    return this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
    this.held.clear();
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
      if (this.isExpired(value)) this.delete(key);
      if (visited % SWEEP_STEP === 0 && isTimeUp()) return;
    }
  }

  private heldBy(owner: string): number {
    return this.held.get(owner) ?? 0;
  }

  private hasRoom(owner: string): boolean {
    return this.heldBy(owner) < this.capacity - this.entries.size;
  }
}

/** Seconds. Challenges live for minutes, so some have probably expired by then. */
const FULL_RETRY_AFTER = 5;
