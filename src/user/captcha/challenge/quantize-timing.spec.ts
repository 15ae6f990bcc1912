import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quantizeTiming } from './quantize-timing.js';

const isSuccess = (result: boolean): boolean => result;
const resolvesAfter = (ms: number, result: boolean) => (): Promise<boolean> =>
  new Promise((resolve) => setTimeout(() => resolve(result), ms));

describe('quantizeTiming()', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Milliseconds until the result is returned. */
  async function durationOf(step: () => Promise<boolean>): Promise<number> {
    const start = Date.now();
    let end = NaN;
    void quantizeTiming(step, isSuccess).finally(() => (end = Date.now()));
    await vi.advanceTimersByTimeAsync(100);
    return end - start;
  }

  it('returns every failure after the same time, however long the step took', async () => {
    const durations = [
      await durationOf(async () => false),
      await durationOf(resolvesAfter(1, false)),
      await durationOf(resolvesAfter(2, false)),
    ];
    expect(new Set(durations).size).toBe(1);
  });

  it('returns a failure at the next tick when the step took longer than one', async () => {
    const quantum = await durationOf(async () => false);
    expect(await durationOf(resolvesAfter(quantum + 1, false))).toBe(2 * quantum);
  });

  it('returns a success at once', async () => {
    expect(await durationOf(resolvesAfter(1, true))).toBe(1);
  });

  it('rethrows an error at once and leaves no timer running', async () => {
    const failing = quantizeTiming(() => Promise.reject<boolean>(new Error('away')), isSuccess);
    await expect(failing).rejects.toThrow('away');
    expect(vi.getTimerCount()).toBe(0);
  });
});
