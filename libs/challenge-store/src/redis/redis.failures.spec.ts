import { setTimeout } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailableError } from '../challenge-store.js';
import { withDeadline, unavailable } from './redis.failures.js';

describe('withDeadline()', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('rejects within a second', async () => {
    vi.useFakeTimers();
    const rejection = expect(withDeadline(new Promise(() => undefined))).rejects.toBeInstanceOf(
      StoreUnavailableError,
    );
    await vi.advanceTimersByTimeAsync(999);
    await rejection;
  });

  it('resolves if the reply arrived while the event loop was blocked', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { port1: far, port2: near } = new MessageChannel();
    const reply = new Promise((resolve) => near.once('message', resolve));
    const step = withDeadline(reply);
    // Enter the timers phase: the event loop reads no message before the timer callbacks have run.
    await setTimeout(0);
    far.postMessage('accepted');
    vi.advanceTimersByTime(1000);
    await expect(step).resolves.toBe('accepted');
    near.close();
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers();
    await withDeadline(Promise.resolve());
    await withDeadline(Promise.reject(new Error())).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects with one message and puts Redis’ message into the cause', async () => {
    const step = withDeadline(Promise.reject(new Error('MOVED 1 127.0.0.1:7000')));
    await expect(step).rejects.toMatchObject({
      message: 'Redis is unavailable',
      retryAfter: 1,
      cause: { message: 'MOVED 1 127.0.0.1:7000' },
    });
  });

  it('passes on a StoreUnavailableError unchanged', async () => {
    const error = unavailable('maxmemory-policy …', 'allkeys-lru');
    await expect(withDeadline(Promise.reject(error))).rejects.toBe(error);
  });
});
