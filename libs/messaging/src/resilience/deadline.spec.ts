import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { timeoutMs, withTimeout } from './deadline.js';
import { Dsn } from '../dsn/dsn.js';

describe('withTimeout()', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('aborts the signal at the deadline, not earlier', async () => {
    let signal: AbortSignal | undefined;
    const work = withTimeout(5_000, (abortSignal) => {
      signal = abortSignal;
      return new Promise((resolve) => abortSignal.addEventListener('abort', resolve));
    });
    vi.advanceTimersByTime(4_999);
    expect(signal?.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal?.aborted).toBe(true);
    await work;
  });

  it('clears its timer and passes result and error through', async () => {
    expect(await withTimeout(5_000, async () => 'done')).toBe('done');
    await expect(withTimeout(5_000, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('timeoutMs()', () => {
  it('is five seconds by default', () => {
    expect(timeoutMs(Dsn.parse('smtp://host'), {})).toBe(5_000);
  });

  it('is the timeout of the services, overridden by the DSN in seconds', () => {
    expect(timeoutMs(Dsn.parse('smtp://host'), { timeoutMs: 80 })).toBe(80);
    expect(timeoutMs(Dsn.parse('smtp://host?timeout=4'), { timeoutMs: 80 })).toBe(4_000);
  });
});
