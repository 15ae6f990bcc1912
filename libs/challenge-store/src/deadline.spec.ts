import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withDeadline } from './redis/redis.failures.js';
import { Deadline } from './deadline.js';

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A store operation that takes this many milliseconds. */
type Operation = (ms: number) => Promise<void>;

/** Runs a request with one deadline; its duration and whether an operation timed out. */
async function runRequest(
  work: (operation: Operation) => Promise<unknown>,
): Promise<{ ms: number; isTimedOut: boolean }> {
  const startedAt = performance.now();
  const deadline = new Deadline();
  const request = work((ms) => withDeadline(after(ms), deadline)).then(
    () => ({ ms: performance.now() - startedAt, isTimedOut: false }),
    () => ({ ms: performance.now() - startedAt, isTimedOut: true }),
  );
  await vi.advanceTimersByTimeAsync(20_000);
  return request;
}

describe('Deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('ends consecutive slow operations within a second', async () => {
    const { ms, isTimedOut } = await runRequest(async (operation) => {
      for (let step = 0; step < 5; step++) await operation(300);
    });
    expect(isTimedOut).toBe(true);
    expect(ms).toBeLessThan(1000);
  });

  it('counts concurrent operations once', async () => {
    const { isTimedOut } = await runRequest(async (operation) => {
      await Promise.all([operation(400), operation(600), operation(600)]);
      await operation(150);
    });
    expect(isTimedOut).toBe(false);
  });

  it('does not count time between operations, such as a delivery', async () => {
    const { ms, isTimedOut } = await runRequest(async (operation) => {
      await operation(100);
      await after(6000);
      await operation(600);
    });
    expect({ ms, isTimedOut }).toEqual({ ms: 6700, isTimedOut: false });
  });

  it('gives less time to an operation that starts while another is pending', async () => {
    const { ms, isTimedOut } = await runRequest(async (operation) => {
      const first = operation(650);
      await after(500);
      await Promise.all([first, operation(400)]);
    });
    expect(isTimedOut).toBe(true);
    expect(Math.round(ms / 10)).toBe(80);
  });

  it('gives every operation at least 100 ms after it is exhausted', async () => {
    const { isTimedOut } = await runRequest(async (operation) => {
      await operation(650);
      await operation(140);
      for (let step = 0; step < 5; step++) await operation(50);
    });
    expect(isTimedOut).toBe(false);
  });

  it('is separate for each request', async () => {
    const requests = [1, 2, 3].map(() =>
      runRequest((operation) => operation(600).then(() => operation(150))),
    );
    const results = await Promise.all(requests);
    expect(results.map(({ isTimedOut }) => isTimedOut)).toEqual([false, false, false]);
  });
});
