/** Milliseconds for one step, of several commands perhaps: a caller waits a second at most, and a step is not all. */
export const STEP_MS = 700;
/** Milliseconds for all steps of one request, which wait one after the other. */
const TOGETHER_MS = 900;

/**
 * How long one request may wait for the store: each of its steps may be slow, but all of them together keep nobody for
 * more than 0.9 s. Steps that wait at the same time count once, and what else the request waits for not at all. Make
 * one for each request and give it to every step; a step without one has 0.7 s to itself.
 */
export class Patience {
  private leftMs = TOGETHER_MS;
  private waiting = 0;
  private since = 0;

  /** A step begins. @returns milliseconds that it may take */
  begin(): number {
    const now = performance.now();
    if (this.waiting++ === 0) this.since = now;
    return Math.min(STEP_MS, Math.max(0, this.leftMs - (now - this.since)));
  }

  /** A step that began is over. */
  end(): void {
    if (--this.waiting === 0) this.leftMs -= performance.now() - this.since;
  }
}
