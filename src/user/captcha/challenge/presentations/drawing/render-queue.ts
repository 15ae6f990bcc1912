import { AppError, CommonErrors } from '@system-management/envelope';

/** Bounds, clock and scheduler of a {@link RenderQueue}. */
export interface RenderQueueOptions {
  /** Maximum number of waiting drawings. @default 256 */
  readonly capacity?: number;
  /** Milliseconds of drawing per turn of the event loop. @default 5 */
  readonly sliceMs?: number;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
  /** Schedules a callback after pending I/O. @default setImmediate */
  readonly nextTurn?: (callback: () => void) => unknown;
}

/** Seconds until a refused caller may retry. A full queue is drawn in less. */
const RETRY_AFTER = 1;

/**
 * Keeps drawing from blocking the event loop. Each turn of the loop draws for a few milliseconds; the other drawings wait
 * for a later turn, so that I/O is handled in between. A full queue refuses at once. The bound is a number of drawings and
 * not a time, so that a slow machine refuses no more than a fast one.
 */
export class RenderQueue {
  private readonly capacity: number;
  private readonly sliceMs: number;
  private readonly now: () => number;
  private readonly nextTurn: (callback: () => void) => unknown;
  private readonly waiting: (() => void)[] = [];
  /** Milliseconds of drawing in this turn. */
  private usedMs = 0;
  private isTurnScheduled = false;

  constructor({ capacity = 256, sliceMs = 5, now, nextTurn }: RenderQueueOptions = {}) {
    this.capacity = capacity;
    this.sliceMs = sliceMs;
    this.now = now ?? (() => performance.now());
    this.nextTurn = nextTurn ?? setImmediate;
  }

  /**
   * Draws at once if this turn has time left, else in a later turn, first in, first out.
   * @param draw synchronous; its errors are rethrown
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
    return this.usedMs < this.sliceMs;
  }

  /** Draws synchronously, and returns the result or error as a promise. */
  private async timed<Drawing>(draw: () => Drawing): Promise<Drawing> {
    const start = this.now();
    try {
      return draw();
    } finally {
      this.usedMs += this.now() - start;
      this.scheduleTurn();
    }
  }

  /** Schedules the next turn, once per turn in which something is drawn. */
  private scheduleTurn(): void {
    if (this.isTurnScheduled) return;
    this.isTurnScheduled = true;
    this.nextTurn(() => {
      this.isTurnScheduled = false;
      this.usedMs = 0;
      while (this.hasTime()) {
        const next = this.waiting.shift();
        if (!next) return;
        next();
      }
    });
  }
}
