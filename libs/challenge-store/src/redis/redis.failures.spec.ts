import { setTimeout } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailableError } from '../challenge-store.js';
import { withDeadline, unavailable } from './redis.failures.js';

describe('a step that Redis takes', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is given up within a second, however many commands it is made of', async () => {
    vi.useFakeTimers();
    const refused = expect(withDeadline(new Promise(() => undefined))).rejects.toBeInstanceOf(
      StoreUnavailableError,
    );
    await vi.advanceTimersByTimeAsync(999);
    await refused;
  });

  it('is not given up when its answer has come while this process was too busy to look', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { port1: far, port2: near } = new MessageChannel();
    const answer = new Promise((resolve) => near.once('message', resolve));
    const step = withDeadline(answer);
    // The turn of the event loop in which timers are due: it reads no message before their callbacks have run.
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

  it('fails in one way, with Redis’ words in the cause only', async () => {
    const step = withDeadline(Promise.reject(new Error('MOVED 1 127.0.0.1:7000')));
    await expect(step).rejects.toMatchObject({
      message: 'Redis is unavailable',
      retryAfter: 1,
      cause: { message: 'MOVED 1 127.0.0.1:7000' },
    });
  });

  it('passes on what was said to the operator', async () => {
    const said = unavailable('maxmemory-policy …', 'allkeys-lru');
    await expect(withDeadline(Promise.reject(said))).rejects.toBe(said);
  });
});
