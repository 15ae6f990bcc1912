import { type IRateLimiterOptions, RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/**
 * `RateLimiterMemory` with two changes. A refund that leaves a count of zero removes the window: otherwise the next hit
 * would continue it. And the number of windows is bounded: when the limiter is full, hits on new keys fail and no window
 * is evicted, so a flood of addresses can neither exhaust the memory nor reset a count.
 *
 * The library has no public access to its storage, so this class uses the private fields of its pinned version.
 */
export class MemoryLimiter extends RateLimiterMemory {
  declare private readonly _memoryStorage: {
    readonly _storage: ReadonlyMap<string, unknown>;
    get(key: string): RateLimiterRes | null;
    delete(key: string): boolean;
  };

  /** @param capacity maximum number of windows */
  constructor(
    options: IRateLimiterOptions,
    private readonly capacity: number,
  ) {
    super(options);
  }

  override async consume(...args: Parameters<RateLimiterMemory['consume']>): Promise<RateLimiterRes> {
    const windows = this._memoryStorage._storage;
    if (windows.size >= this.capacity && !windows.has(this.getKey(args[0])))
      throw new Error('the in-memory limiter is full');
    return super.consume(...args);
  }

  override reward(...args: Parameters<RateLimiterMemory['reward']>): Promise<RateLimiterRes> {
    const rewarded = super.reward(...args);
    const key = this.getKey(args[0]);
    if ((this._memoryStorage.get(key)?.consumedPoints ?? 1) <= 0) this._memoryStorage.delete(key);
    return rewarded;
  }
}
