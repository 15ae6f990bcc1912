import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withDeadline } from './redis/redis.failures.js';
import { Deadline } from './deadline.js';

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A step of Redis that is answered after so long. */
type Slow = (ms: number) => Promise<void>;

/** How long a request waited, and whether it was given up. */
async function course(work: (slow: Slow) => Promise<unknown>): Promise<{ ms: number; isGivenUp: boolean }> {
  const began = performance.now();
  const deadline = new Deadline();
  const request = work((ms) => withDeadline(after(ms), deadline)).then(
    () => ({ ms: performance.now() - began, isGivenUp: false }),
    () => ({ ms: performance.now() - began, isGivenUp: true }),
  );
  await vi.advanceTimersByTimeAsync(20_000);
  return request;
}

describe('The deadline of one request', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is over within a second, however many slow steps follow each other', async () => {
    const { ms, isGivenUp } = await course(async (slow) => {
      for (let step = 0; step < 5; step++) await slow(300);
    });
    expect(isGivenUp).toBe(true);
    expect(ms).toBeLessThan(1000);
  });

  it('is enough for steps that are slow at the same time', async () => {
    const { isGivenUp } = await course(async (slow) => {
      await Promise.all([slow(400), slow(600), slow(600)]);
      await slow(150);
    });
    expect(isGivenUp).toBe(false);
  });

  it('does not run out while something else is waited for, such as a delivery', async () => {
    const { ms, isGivenUp } = await course(async (slow) => {
      await slow(100);
      await after(6000);
      await slow(600);
    });
    expect({ ms, isGivenUp }).toEqual({ ms: 6700, isGivenUp: false });
  });

  it('is less for a step that begins while others wait', async () => {
    const { ms, isGivenUp } = await course(async (slow) => {
      const first = slow(650);
      await after(500);
      await Promise.all([first, slow(400)]);
    });
    expect(isGivenUp).toBe(true);
    expect(Math.round(ms / 10)).toBe(80);
  });

  it('leaves every step a tenth of a second, for this process may have been what kept the request waiting', async () => {
    const { isGivenUp } = await course(async (slow) => {
      await slow(650);
      await slow(140);
      for (let step = 0; step < 5; step++) await slow(50);
    });
    expect(isGivenUp).toBe(false);
  });

  it('is each request’s own', async () => {
    const courses = [1, 2, 3].map(() => course((slow) => slow(600).then(() => slow(150))));
    const ends = await Promise.all(courses);
    expect(ends.map(({ isGivenUp }) => isGivenUp)).toEqual([false, false, false]);
  });
});
