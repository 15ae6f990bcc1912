import { describe, expect, it, onTestFinished } from 'vitest';
import { times } from '../support/vitest/times.js';
import { ProxiedEcho } from './support/proxied-echo.js';

describe('ProxiedEcho behind a FaultProxy', () => {
  it('latency: delays each reply by the given time, and queued replies no longer', async () => {
    const echo = await ProxiedEcho.start();
    onTestFinished(() => echo.stop());
    const socket = await echo.open();
    // Load only adds time: the minimum of several measurements is the proxy's own.
    const minimum = async (): Promise<number> => {
      const all = [];
      for (let i = 0; i < 7; i++) all.push((await echo.request(socket)).ms);
      return Math.min(...all);
    };
    const before = await minimum();
    await echo.proxy.setFault({ mode: 'latency', ms: 100 });
    const added = (await minimum()) - before;
    // A timer may fire one millisecond early.
    expect(added, 'in time').toBeGreaterThan(98);
    expect(added, 'in time').toBeLessThan(105);
    const burst = await Promise.all(times(10, async () => echo.request(await echo.open())));
    expect(Math.min(...burst.map(({ ms }) => ms)), 'in time').toBeLessThan(200);
  });
});
