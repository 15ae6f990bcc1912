import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { HANG_MS } from '../../../../test/support/wait.js';
import { Deadline, STEP_MS } from '../deadline.js';
import { redisOptions } from '../redis/connection/redis.options.js';
import { parseRedisUrl } from '../redis/connection/redis.url.js';

/** The timers that are extended: the timeout of an operation without a deadline, and the socket timeout. */
const TIMEOUTS_MS = [STEP_MS, redisOptions(parseRedisUrl('redis://any')).socketTimeout];

/**
 * Extends the timeouts of Redis operations to `HANG_MS` for the suite that calls this: on a busy machine Redis may be
 * slower than a request's deadline. The deadlines themselves are tested in `deadline.spec.ts`.
 */
export function withRelaxedTimeouts(): void {
  const extendDeadlines = () => vi.spyOn(Deadline.prototype, 'begin').mockReturnValue(HANG_MS);
  beforeAll(() => void extendDeadlines());
  beforeEach(() => {
    // An earlier test may have restored all mocks.
    extendDeadlines();
    const { setTimeout } = globalThis;
    const extended = (work: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      setTimeout(work, TIMEOUTS_MS.includes(ms) ? HANG_MS : ms, ...args);
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(extended as typeof setTimeout);
  });
  afterEach(() => void vi.mocked(setTimeout).mockRestore?.());
  afterAll(() => void extendDeadlines().mockRestore());
}
