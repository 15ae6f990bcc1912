import type { Deadline } from './deadline.js';

/**
 * A rate: `count` events at once, then one more every `windowMs / count`. Counted by the generic cell rate algorithm
 * (GCRA, ITU-T I.371): each key stores one time, the theoretical arrival time (TAT), and nothing resets at the edge of a
 * window.
 */
export interface Rate {
  /** Whole number, at least 1. */
  readonly count: number;
  /** Whole milliseconds, at most a day. */
  readonly windowMs: number;
}

/** One event that a rate counts. */
export interface RateCharge extends Rate {
  /** What is counted: letters, digits, `-`, `_` and `:`. Charges of one key may have different rates. */
  readonly key: string;
  /** For whom it is counted: a memory store keeps the flood of one owner from using up the memory of the others. */
  readonly owner: string;
}

/**
 * Counts events at rates. Every implementation passes `describeRateStore()` of the test kit. Counts survive a restart of
 * the store as far as its data does: unlike challenges they are not fenced, because a reset would lift every limit.
 */
export interface RateStore {
  /**
   * Reads and counts nothing.
   * @returns for each charge the whole milliseconds until its rate allows one more; 0: now
   * @throws {StoreUnavailableError} if the counts cannot be read
   * @throws {RangeError} if a rate is malformed
   */
  assess(charges: readonly RateCharge[], deadline?: Deadline): Promise<readonly number[]>;
  /**
   * Counts each charge that its rate allows, each atomically.
   * @returns for each charge 0 if it was counted, otherwise the milliseconds until its rate allows one more
   * @throws {StoreUnavailableError} if it is unknown what was counted
   * @throws {RangeError} if a rate is malformed; nothing is counted
   */
  charge(charges: readonly RateCharge[], deadline?: Deadline): Promise<readonly number[]>;
  /**
   * Gives back counted charges: each moves its key's time back by one interval, never below now.
   * @throws {StoreUnavailableError} if it is unknown what was given back
   * @throws {RangeError} if a rate is malformed; nothing is given back
   */
  refund(charges: readonly RateCharge[]): Promise<void>;
  close(): Promise<void>;
}

/** The two numbers of GCRA for a rate, in whole microseconds: sums of milliseconds would drift. */
export interface Cell {
  /** What one event adds to the TAT. */
  readonly interval: number;
  /** How far the TAT may be ahead of now for one more event to be allowed. */
  readonly tolerance: number;
}

/** The longest window: no count is kept for longer. */
const DAY_MS = 86_400_000;

/** @throws {RangeError} if a number is not a positive integer, or the window is longer than a day */
export function cellOf({ count, windowMs }: Rate): Cell {
  if (!isPositive(count) || !isPositive(windowMs) || windowMs > DAY_MS) {
    throw new RangeError(
      `a rate must be positive integers, at most a day long, got ${count} per ${windowMs} ms`,
    );
  }
  const interval = Math.max(1, Math.floor((windowMs * 1000) / count));
  return { interval, tolerance: (count - 1) * interval };
}

const isPositive = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
