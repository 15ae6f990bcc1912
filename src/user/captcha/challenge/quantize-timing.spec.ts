import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { quantizeTiming } from './quantize-timing.js';

const takes = (ms: number, isRight: boolean) => (): Promise<boolean> =>
  new Promise((resolve) => setTimeout(() => resolve(isRight), ms));

describe('A step that is taken quantizeTiming', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Milliseconds until the result is there. */
  async function timeOf(step: () => Promise<boolean>): Promise<number> {
    const began = Date.now();
    let ended = NaN;
    void quantizeTiming(step).finally(() => (ended = Date.now()));
    await vi.advanceTimersByTimeAsync(100);
    return ended - began;
  }

  it('fails after one and the same time, whatever the work took', async () => {
    const times = [
      await timeOf(async () => false),
      await timeOf(takes(1, false)),
      await timeOf(takes(2, false)),
    ];
    expect(new Set(times).size).toBe(1);
  });

  it('fails at the next beat when the work took longer than one', async () => {
    const beat = await timeOf(async () => false);
    expect(await timeOf(takes(beat + 1, false))).toBe(2 * beat);
  });

  it('succeeds at once', async () => {
    expect(await timeOf(takes(1, true))).toBe(1);
  });

  it('passes an error on at once, and leaves no timer behind', async () => {
    await expect(quantizeTiming(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(vi.getTimerCount()).toBe(0);
  });
});
