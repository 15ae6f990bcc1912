import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { timeoutMs, withDeadline } from './deadline.js';
import { Dsn } from '../dsn/dsn.js';
import { Outbox } from '../outbox.js';

describe('a deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('aborts the work when it has passed, and not before', async () => {
    let signal: AbortSignal | undefined;
    const work = withDeadline(5_000, (given) => {
      signal = given;
      return new Promise((resolve) => given.addEventListener('abort', resolve));
    });
    vi.advanceTimersByTime(4_999);
    expect(signal?.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(signal?.aborted).toBe(true);
    await work;
  });

  it('leaves no timer behind, and changes neither result nor error', async () => {
    expect(await withDeadline(5_000, async () => 'done')).toBe('done');
    await expect(withDeadline(5_000, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the longest time one delivery may take', () => {
  const services = { outbox: new Outbox() };

  it('is five seconds unless somebody says otherwise', () => {
    expect(timeoutMs(Dsn.parse('smtp://host'), services)).toBe(5_000);
  });

  it('is what the services say, unless the DSN says otherwise in seconds', () => {
    expect(timeoutMs(Dsn.parse('smtp://host'), { ...services, timeoutMs: 80 })).toBe(80);
    expect(timeoutMs(Dsn.parse('smtp://host?timeout=4'), { ...services, timeoutMs: 80 })).toBe(4_000);
  });
});
