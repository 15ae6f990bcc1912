/** Milliseconds for one step, of several commands perhaps: a caller waits a second at most, and a step is not all. */
export const STEP_MS = 700;
/** Milliseconds for all steps of one request, which wait one after the other. */
const TOGETHER_MS = 800;
/**
 * Milliseconds that every step has, however late it is: time in which this process was too busy to look counts as waiting,
 * and a store that answers at once must not be given up for it.
 */
const LEAST_MS = 100;

/**
 * How long one request may wait for the store: each of its steps may be slow, but once they have waited 0.8 s together, one
 * that does not answer within a tenth of a second is the last. Steps that wait at the same time count once, and what
 * else the request waits for not at all. Make one for each request and give it to every step; a step without one has 0.7 s
 * to itself.
 */
export class Deadline {
  private leftMs = TOGETHER_MS;
  private waiting = 0;
  private since = 0;

  /** A step begins. @returns milliseconds that it may take */
  begin(): number {
    const now = performance.now();
    if (this.waiting++ === 0) this.since = now;
    return Math.min(STEP_MS, Math.max(LEAST_MS, this.leftMs - (now - this.since)));
  }

  /** A step that began is over. */
  end(): void {
    if (--this.waiting === 0) this.leftMs -= performance.now() - this.since;
  }
}
