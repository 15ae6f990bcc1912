import { withDeadline, type Deadline } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import type { Cluster, Redis } from 'ioredis';
import type { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { MemoryLimiter } from './memory.limiter.js';
import { redisLimiter } from './redis.limiter.js';

/** One counted hit. */
export interface Hit {
  /** Hits in this window, this one included. */
  readonly total: number;
  /** Milliseconds until the window ends. */
  readonly leftMs: number;
  /** Subtracts this hit. Does nothing once the window has ended: the next window must not start below zero. */
  refund(): Promise<void>;
}

/** Seconds: the client reconnects within half a second. */
const RETRY_AFTER = 1;

/** The limiter only counts. The allowed number differs by tenant and purpose, and may change during a window. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** Windows of one counter in memory: as many as the memory store holds challenges, about 52 MB. */
const CAPACITY = 200_000;

/**
 * Counts hits in windows that begin with their first hit, in this process or in Redis. There is no fallback to memory while
 * Redis is unreachable, because it would grant the whole limit again in each process: the hit fails.
 */
export class LimitCounter {
  private readonly limiter: RateLimiterMemory | RateLimiterRedis;
  private readonly withDeadline: <Result>(step: Promise<Result>, deadline?: Deadline) => Promise<Result>;

  /**
   * @param name part of the Redis keys
   * @param seconds length of a window, at most a day: no key may live longer
   * @param client a client of `openRedis`. @default counts in this process
   * @param capacity maximum number of windows in memory; hits on further keys fail
   */
  constructor(
    name: string,
    private readonly seconds: number,
    client?: Redis | Cluster,
    capacity = CAPACITY,
  ) {
    const options = { keyPrefix: `vl:${name}`, points: UNLIMITED, duration: seconds };
    this.limiter = client ? redisLimiter(client, options) : new MemoryLimiter(options, capacity);
    // In-memory counters need no timeout.
    this.withDeadline = client ? withDeadline : (step) => step;
  }

  /**
   * Counts one hit.
   * @param seconds length of the window, if this hit begins one
   * @param deadline of the request, for a counter in Redis
   * @throws {AppError} Server when the hit cannot be counted
   */
  async add(key: string, seconds = this.seconds, deadline?: Deadline): Promise<Hit> {
    // Measured before the command, so that the computed end is never later than the window's.
    const sentAt = Date.now();
    const { consumedPoints, msBeforeNext } = await this.mapErrors(
      this.limiter.consume(key, 1, { customDuration: seconds }),
      deadline,
    );
    const endsAt = sentAt + msBeforeNext;
    return {
      total: consumedPoints,
      leftMs: msBeforeNext,
      refund: async () => {
        const leftMs = endsAt - Date.now();
        if (leftMs <= 0) return;
        // One second more than is left by this clock, for the time the reply took. A new window has far more left.
        const customDuration = Math.ceil(leftMs / 1000) + 1;
        await this.mapErrors(this.limiter.reward(key, 1, { customDuration }));
      },
    };
  }

  /** The number of hits in the current window. @throws {AppError} Server when it cannot be read */
  async total(key: string, deadline?: Deadline): Promise<number> {
    const found = await this.mapErrors(this.limiter.get(key).then(rejectNaN), deadline);
    return found && found.msBeforeNext > 0 ? found.consumedPoints : 0;
  }

  private async mapErrors<Result>(step: Promise<Result>, deadline?: Deadline): Promise<Result> {
    try {
      return await this.withDeadline(step, deadline);
    } catch (cause) {
      throw new AppError(CommonErrors.Server, { retryAfter: RETRY_AFTER }, { cause });
    }
  }
}

/** Rejects NaN counts, which the library parses from a failed command: they would read as zero. */
function rejectNaN(found: RateLimiterRes | null): RateLimiterRes | null {
  if (found && !Number.isInteger(found.consumedPoints)) throw new Error('the counter returned no number');
  return found;
}
