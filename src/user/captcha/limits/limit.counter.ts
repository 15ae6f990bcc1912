import { withDeadline, type Deadline } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import type { Cluster, Redis } from 'ioredis';
import {
  type IRateLimiterOptions,
  RateLimiterMemory,
  RateLimiterRedis,
  type RateLimiterRes,
} from 'rate-limiter-flexible';

/** One thing counted, and how to undo it. */
export interface Hit {
  /** How often it was counted in this window, this time included. */
  readonly total: number;
  /** Milliseconds until the window ends. */
  readonly leftMs: number;
  /** Takes this one back. Does nothing once the window has ended: the next one must not begin below zero. */
  refund(): Promise<void>;
}

/** Seconds: a client connects anew within half of one. */
const RETRY_AFTER = 1;

/** The limiter only counts. How many are allowed differs by tenant and purpose, and changes while the counts go on. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/**
 * The library's own script counts a key that is not there below zero when a point is given back, and keeps keys of
 * zeros for a day. This one gives back to the same window only, and removes what counts nothing.
 * ARGV[1] is 1 or -1. ARGV[2] is the window in seconds, or, to give back, the most that can be left of it.
 * All limiters of one client share one script.
 */
const COUNT = `
local points, seconds = tonumber(ARGV[1]), tonumber(ARGV[2])
local left = redis.call('PTTL', KEYS[1])
if points > 0 then
  if left >= 0 then return {redis.call('INCRBY', KEYS[1], points), left} end
  redis.call('SET', KEYS[1], points, 'EX', seconds)
  return {points, seconds * 1000}
end
if left > seconds * 1000 then return {0, 0} end
local total = redis.call('INCRBY', KEYS[1], points)
if total <= 0 then redis.call('DEL', KEYS[1]) end
return {total, left}`;

/** Windows that one counter keeps in this process, as many as the memory store keeps challenges: about 52 MB. */
const CAPACITY = 200_000;

/**
 * In memory, too, a window that counts nothing any more must end, or the next one would begin in the middle of it. And
 * a flood of ever new addresses must not fill the process: when there is no room nothing new is counted, so it is
 * refused, and no window is forgotten before its time. The library offers neither; its storage does, and the version is
 * pinned.
 */
class MemoryWindows extends RateLimiterMemory {
  declare private readonly _memoryStorage: {
    readonly _storage: ReadonlyMap<string, unknown>;
    get(key: string): RateLimiterRes | null;
    delete(key: string): boolean;
  };

  constructor(
    options: IRateLimiterOptions,
    private readonly capacity: number,
  ) {
    super(options);
  }

  override async consume(...taken: Parameters<RateLimiterMemory['consume']>): Promise<RateLimiterRes> {
    const windows = this._memoryStorage._storage;
    if (windows.size >= this.capacity && !windows.has(this.getKey(taken[0])))
      throw new Error('no room to count');
    return super.consume(...taken);
  }

  override reward(...given: Parameters<RateLimiterMemory['reward']>): Promise<RateLimiterRes> {
    const rewarded = super.reward(...given);
    const key = this.getKey(given[0]);
    if ((this._memoryStorage.get(key)?.consumedPoints ?? 1) <= 0) this._memoryStorage.delete(key);
    return rewarded;
  }
}

/**
 * Counts in windows that begin with their first hit, in this process or in Redis. When Redis cannot be asked nothing is
 * counted elsewhere instead, which would hand out everything once more in each process: whoever asks is refused.
 */
export class LimitCounter {
  private readonly limiter: RateLimiterMemory | RateLimiterRedis;
  private readonly inTime: <Answer>(answer: Promise<Answer>, deadline?: Deadline) => Promise<Answer>;

  /**
   * @param name stands in Redis' keys
   * @param seconds length of a window; at most a day, so that no key stays longer
   * @param client one of `openRedis`; without it counts live in this process
   * @param capacity most windows kept in this process; further names are refused
   */
  constructor(
    name: string,
    private readonly seconds: number,
    client?: Redis | Cluster,
    capacity = CAPACITY,
  ) {
    const options = { keyPrefix: `vl:${name}`, points: UNLIMITED, duration: seconds };
    this.limiter = client
      ? new RateLimiterRedis({
          ...options,
          storeClient: client,
          customIncrTtlLuaScript: COUNT,
          rejectIfRedisNotReady: true,
        })
      : new MemoryWindows(options, capacity);
    // This process cannot keep itself waiting.
    this.inTime = client ? withDeadline : (answer) => answer;
  }

  /**
   * Counts one more.
   * @param seconds length of the window, should it begin now
   * @param deadline of the request, where counts live elsewhere
   * @throws {AppError} Server when it cannot be counted
   */
  async add(key: string, seconds = this.seconds, deadline?: Deadline): Promise<Hit> {
    // The time before asking: the window never seems to last longer than it does.
    const asked = Date.now();
    const { consumedPoints, msBeforeNext } = await this.reached(
      this.limiter.consume(key, 1, { customDuration: seconds }),
      deadline,
    );
    const endsAt = asked + msBeforeNext;
    return {
      total: consumedPoints,
      leftMs: msBeforeNext,
      refund: async () => {
        const leftMs = endsAt - Date.now();
        if (leftMs <= 0) return;
        // A second more than is left by this clock, because the answer took a while. A new window has a lot more.
        const customDuration = Math.ceil(leftMs / 1000) + 1;
        await this.reached(this.limiter.reward(key, 1, { customDuration }));
      },
    };
  }

  /** How many are counted in the window. @throws {AppError} Server when that cannot be told */
  async total(key: string, deadline?: Deadline): Promise<number> {
    const found = await this.reached(this.limiter.get(key).then(checked), deadline);
    return found && found.msBeforeNext > 0 ? found.consumedPoints : 0;
  }

  private async reached<Answer>(answer: Promise<Answer>, deadline?: Deadline): Promise<Answer> {
    try {
      return await this.inTime(answer, deadline);
    } catch (cause) {
      throw new AppError(CommonErrors.Server, { retryAfter: RETRY_AFTER }, { cause });
    }
  }
}

/** The library reads a number out of a failed command, too, and it is none: nothing must look like no hits. */
function checked(found: RateLimiterRes | null): RateLimiterRes | null {
  if (found && !Number.isInteger(found.consumedPoints)) throw new Error('no count came back');
  return found;
}
