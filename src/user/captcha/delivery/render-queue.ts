import { AppError, CommonErrors } from '@system-management/envelope';

/** What a {@link RenderQueue} runs on; tests bring their own. */
export interface RenderQueueOptions {
  /** Drawings that may wait; one more is refused. @default 256 */
  readonly capacity?: number;
  /** Milliseconds that drawing may take of one turn of the event loop. @default 5 */
  readonly sliceMs?: number;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
  /** Calls back in the next turn of the event loop, after what has arrived meanwhile. @default setImmediate */
  readonly nextTurn?: (callback: () => void) => unknown;
}

/** Seconds after which a refused caller may ask again: the whole queue is drawn long before. */
const RETRY_AFTER = 1;

/**
 * Keeps drawing from taking the event loop away from everything else. Each turn of the loop draws for a few milliseconds
 * and lets the rest wait until other requests had theirs; what a full queue cannot take is refused at once, so that
 * nobody waits for a service that cannot keep up. Counted, not timed: a slow machine refuses nobody whom a quick one
 * would serve.
 */
export class RenderQueue {
  private readonly capacity: number;
  private readonly sliceMs: number;
  private readonly now: () => number;
  private readonly nextTurn: (callback: () => void) => unknown;
  private readonly waiting: (() => void)[] = [];
  /** Milliseconds drawn in this turn. */
  private spentMs = 0;
  private isTurnCounted = false;

  constructor({ capacity = 256, sliceMs = 5, now, nextTurn }: RenderQueueOptions = {}) {
    this.capacity = capacity;
    this.sliceMs = sliceMs;
    this.now = now ?? (() => performance.now());
    this.nextTurn = nextTurn ?? setImmediate;
  }

  /**
   * Draws now if this turn has time left, else when those before have been drawn.
   * @param draw synchronous; what it throws is the caller's
   * @throws {AppError} Server, `retryAfter` in seconds, when the queue is full
   */
  async run<Drawing>(draw: () => Drawing): Promise<Drawing> {
    if (this.waiting.length === 0 && this.hasTime()) return this.timed(draw);
    if (this.waiting.length >= this.capacity) {
      throw new AppError(CommonErrors.Server, { retryAfter: RETRY_AFTER });
    }
    return new Promise((resolve) => this.waiting.push(() => resolve(this.timed(draw))));
  }

  private hasTime(): boolean {
    return this.spentMs < this.sliceMs;
  }

  /** Draws before it returns; what `draw` throws rejects. */
  private async timed<Drawing>(draw: () => Drawing): Promise<Drawing> {
    const start = this.now();
    try {
      return draw();
    } finally {
      this.spentMs += this.now() - start;
      this.endTurn();
    }
  }

  /** Once for each turn in which something was drawn. */
  private endTurn(): void {
    if (this.isTurnCounted) return;
    this.isTurnCounted = true;
    this.nextTurn(() => {
      this.isTurnCounted = false;
      this.spentMs = 0;
      while (this.hasTime()) {
        const next = this.waiting.shift();
        if (!next) return;
        next();
      }
    });
  }
}
