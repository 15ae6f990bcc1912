/** Timeout of one store operation in milliseconds. It is below the request's second, which has other work too. */
export const STEP_MS = 700;
/** Total time in milliseconds that the operations of one request may wait for the store. */
const TOTAL_MS = 800;
/**
 * Minimum timeout of an operation in milliseconds. A blocked event loop counts as waiting time, so an exhausted
 * deadline must not time out a store that responds at once.
 */
const MIN_STEP_MS = 100;

/**
 * The time one request may wait for the store: 0.7 s per operation and 0.8 s in total. After that each operation still
 * has 0.1 s. Concurrent operations count once. Time between operations does not count.
 *
 * Create one per request and pass it to every operation. An operation without a deadline has 0.7 s.
 */
export class Deadline {
  private leftMs = TOTAL_MS;
  private pending = 0;
  private since = 0;

  /**
   * Registers the start of an operation.
   * @returns its timeout in milliseconds
   */
  begin(): number {
    const now = performance.now();
    if (this.pending++ === 0) this.since = now;
    return Math.min(STEP_MS, Math.max(MIN_STEP_MS, this.leftMs - (now - this.since)));
  }

  /** Registers the end of an operation. */
  end(): void {
    if (--this.pending === 0) this.leftMs -= performance.now() - this.since;
  }
}
