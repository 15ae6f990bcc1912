import { BoundedMap } from './bounded-map.js';
import { type Cell, cellOf, type RateCharge, type RateStore } from '../rates.js';

export interface MemoryRatesOptions {
  /**
   * Maximum number of keys that are counted at once. One owner may use as much as is still free; beyond it its charges of
   * new keys reject.
   * @default 400_000, about 96 MB
   */
  readonly capacity?: number;
  /** A monotonic clock in milliseconds. @default performance.now */
  readonly now?: () => number;
  /** Interval of the sweeps of expired entries in milliseconds. @default 1000 */
  readonly sweepEveryMs?: number;
}

/** The state of one key. */
interface Count {
  /** The theoretical arrival time, in microseconds. */
  tat: number;
  readonly owner: string;
}

type Step = Pick<RateCharge, 'key' | 'owner'> & Cell;
/** Throws before anything is counted. */
const stepsOf = (charges: readonly RateCharge[]): Step[] =>
  charges.map((charge) => {
    const { interval, tolerance } = cellOf(charge);
    return { key: charge.key, owner: charge.owner, interval, tolerance };
  });

/** Longest time in milliseconds that a sweep blocks the event loop. */
const SWEEP_BUDGET_MS = 5;

/** Counts rates in this process, for a single instance. A key is kept only while its time is ahead of now. */
export class MemoryRates implements RateStore {
  private readonly counts: BoundedMap<Count>;
  private readonly now: () => number;
  private readonly sweeper: NodeJS.Timeout;

  constructor({
    capacity = 400_000,
    now = () => performance.now(),
    sweepEveryMs = 1000,
  }: MemoryRatesOptions = {}) {
    this.now = () => Math.floor(now() * 1000);
    this.counts = new BoundedMap(capacity, ({ tat }) => tat <= this.now());
    this.sweeper = setInterval(() => this.sweep(), sweepEveryMs).unref();
  }

  async assess(charges: readonly RateCharge[]): Promise<readonly number[]> {
    return stepsOf(charges).map((step) => this.run(step, 0));
  }

  /** Synchronous, so that concurrent calls cannot interleave. Counts nothing if one of the keys has no room. */
  async charge(charges: readonly RateCharge[]): Promise<readonly number[]> {
    const counted: Step[] = [];
    try {
      return stepsOf(charges).map((step) => {
        const wait = this.run(step, 1);
        if (wait === 0) counted.push(step);
        return wait;
      });
    } catch (error) {
      for (const step of counted) this.run(step, -1);
      throw error;
    }
  }

  async refund(charges: readonly RateCharge[]): Promise<void> {
    for (const step of stepsOf(charges)) this.run(step, -1);
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    this.counts.clear();
  }

  /** Number of keys, including expired ones that are not swept yet. */
  get size(): number {
    return this.counts.size;
  }

  /** The same steps as the script in `redis.rates.ts`. @param amount -1, 0 or 1 events */
  private run({ key, owner, interval, tolerance }: Step, amount: number): number {
    const now = this.now();
    const count = this.counts.get(key)?.value;
    const base = count?.tat ?? now;
    const wait = Math.max(0, base - now - tolerance);
    if (amount < 0 || (amount > 0 && wait === 0)) {
      const tat = base + amount * interval;
      if (tat <= now) this.counts.delete(key);
      else if (count) count.tat = tat;
      else this.counts.set(key, { value: { tat, owner } });
    }
    return Math.ceil(wait / 1000);
  }

  private sweep(): void {
    const end = performance.now() + SWEEP_BUDGET_MS;
    this.counts.sweep(() => performance.now() >= end);
  }
}
