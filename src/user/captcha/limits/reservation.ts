import type { Deadline } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import type { Hit, LimitCounter } from './limit.counter.js';

/** One hit to be counted against a limit. */
export interface LimitHit {
  readonly counter: LimitCounter;
  /** Keys of what is counted, one per listed secret key. The largest count is compared. */
  readonly keys: readonly string[];
  /** Number allowed in a window, this hit included. @default unlimited */
  readonly allowed?: number;
  /** Seconds of the window, if this hit begins one. @default the counter's */
  readonly seconds?: number;
}

/**
 * The reserved limits of one request: all of them or none. Hits are counted first and compared afterwards, so
 * concurrent requests are never granted more than is allowed.
 */
export class Reservation {
  private hits: Hit[] = [];

  /** @param deadline of the request, for counters in Redis */
  constructor(private readonly deadline?: Deadline) {}

  /**
   * Reserves further hits. May be called again until a call fails.
   * @returns the count of each, this hit included
   * @throws {AppError} Frequent, with the longest wait, when a limit is exceeded; Server when a hit cannot be counted.
   *   Either way the whole reservation is released.
   */
  async reserve(hits: readonly LimitHit[]): Promise<readonly number[]> {
    const counts = await waitForAll(hits.map((hit) => this.count(hit))).catch((failure: unknown) => {
      void this.release();
      throw failure;
    });
    const waitMs = Math.max(0, ...counts.map((count) => count.waitMs));
    if (waitMs === 0) return counts.map(({ total }) => total);
    void this.release();
    throw new AppError(CommonErrors.Frequent, { retryAfter: Math.ceil(waitMs / 1000) });
  }

  /**
   * Refunds every hit, once. Never rejects: a hit that cannot be refunded stays counted until its window ends. The
   * refunds are sent before this method returns, so the caller need not await them.
   */
  async release(): Promise<void> {
    const hits = this.hits;
    this.hits = [];
    await Promise.allSettled(hits.map((hit) => hit.refund()));
  }

  /** @returns the largest count, and the wait when it is too large (at least 1 ms) */
  private async count({ counter, keys, allowed = Infinity, seconds }: LimitHit): Promise<Count> {
    const hits = await waitForAll(keys.map((key) => this.hit(counter, key, seconds)));
    const refused = hits.filter(({ total }) => total > allowed);
    return {
      total: Math.max(...hits.map(({ total }) => total)),
      waitMs: Math.max(0, ...refused.map(({ leftMs }) => Math.max(1, leftMs))),
    };
  }

  private async hit(counter: LimitCounter, key: string, seconds?: number): Promise<Hit> {
    const hit = await counter.add(key, seconds, this.deadline);
    this.hits.push(hit);
    return hit;
  }
}

interface Count {
  readonly total: number;
  readonly waitMs: number;
}

/** Like `Promise.all`, but rejects only after all promises have settled: the caller refunds what they counted. */
async function waitForAll<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
