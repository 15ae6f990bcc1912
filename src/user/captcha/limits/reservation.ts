import type { Deadline } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import type { Hit, LimitCounter } from './limit.counter.js';

/** One more of something limited. */
export interface LimitHit {
  readonly counter: LimitCounter;
  /** The names of what is counted, one per listed key; the largest count is the one that matters. */
  readonly names: readonly string[];
  /** How many may be in a window, this one included. @default any number: it is only counted */
  readonly allowed?: number;
  /** Seconds of the window, should it begin now. @default the counter's */
  readonly window?: number;
}

/**
 * Claims of one request: all granted, or none counted. They are counted first and compared afterwards, so that however
 * many requests come at once no more are granted than are allowed.
 */
export class Reservation {
  private hits: Hit[] = [];

  /** @param deadline of the request, for counters that are elsewhere */
  constructor(private readonly deadline?: Deadline) {}

  /**
   * Takes some more; may be called again while everything was granted.
   * @returns how many there are of each now, this one included
   * @throws {AppError} Frequent, with the longest wait, when one is refused; Server when one cannot be counted. All that
   *   this request ever took is given back then
   */
  async reserve(claims: readonly LimitHit[]): Promise<readonly number[]> {
    const counts = await waitForAll(claims.map((claim) => this.count(claim))).catch((failure: unknown) => {
      void this.release();
      throw failure;
    });
    const waitMs = Math.max(0, ...counts.map((count) => count.waitMs));
    if (waitMs === 0) return counts.map(({ total }) => total);
    void this.release();
    throw new AppError(CommonErrors.Frequent, { retryAfter: Math.ceil(waitMs / 1000) });
  }

  /**
   * Gives everything back, once, however often it is called. Never rejects: what cannot be given back because the
   * counters are away stays counted until its window ends. It is asked for at once, so what this process counts next
   * comes after it; whoever answers a caller need not wait, least of all for counters that hang.
   */
  async release(): Promise<void> {
    const hits = this.hits;
    this.hits = [];
    await Promise.allSettled(hits.map((hit) => hit.refund()));
  }

  /** @returns the largest count, and how long to wait where it is too large (at least a millisecond) */
  private async count({ counter, names, allowed = Infinity, window }: LimitHit): Promise<Count> {
    const hits = await waitForAll(names.map((name) => this.hit(counter, name, window)));
    const refused = hits.filter(({ total }) => total > allowed);
    return {
      total: Math.max(...hits.map(({ total }) => total)),
      waitMs: Math.max(0, ...refused.map(({ leftMs }) => Math.max(1, leftMs))),
    };
  }

  private async hit(counter: LimitCounter, name: string, window?: number): Promise<Hit> {
    const hit = await counter.add(name, window, this.deadline);
    this.hits.push(hit);
    return hit;
  }
}

interface Count {
  readonly total: number;
  readonly waitMs: number;
}

/** As `Promise.all`, but a failure waits for the others: what they took is to be given back, too. */
async function waitForAll<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
