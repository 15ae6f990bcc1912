import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { HANG_MS } from '../../../../test/support/wait.js';
import { Deadline, STEP_MS } from '../deadline.js';
import { redisOptions } from '../redis/redis.client.js';
import { parseRedisUrl } from '../redis/redis.url.js';

/** After so many milliseconds a step of no request is given up, and a silent connection is closed. */
const BOUNDS = [STEP_MS, redisOptions(parseRedisUrl('redis://any')).socketTimeout];

/**
 * Gives every step of Redis as long as a test may take, for each test of the suite that calls this: a Redis on a busy
 * machine may need more than a caller would wait. How long a caller waits is tested elsewhere.
 */
export function withUnhurriedSteps(): void {
  const ofRequests = () => vi.spyOn(Deadline.prototype, 'begin').mockReturnValue(HANG_MS);
  beforeAll(() => void ofRequests());
  beforeEach(() => {
    // A test before may have restored all mocks.
    ofRequests();
    const { setTimeout } = globalThis;
    const unhurried = (work: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
      setTimeout(work, BOUNDS.includes(ms) ? HANG_MS : ms, ...args);
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(unhurried as typeof setTimeout);
  });
  afterEach(() => void vi.mocked(setTimeout).mockRestore?.());
  afterAll(() => void ofRequests().mockRestore());
}
