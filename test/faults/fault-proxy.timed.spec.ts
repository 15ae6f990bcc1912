import { describe, expect, it, onTestFinished } from 'vitest';
import { times } from '../support/vitest/times.js';
import { ProxiedEcho } from './support/proxied-echo.js';

describe('The fault proxy', () => {
  it('adds the latency it is told, and no more for answers that queue', async () => {
    const echo = await ProxiedEcho.start();
    onTestFinished(() => echo.stop());
    const socket = await echo.open();
    // A busy machine only ever adds: the least of several is the proxy's own.
    const least = async (): Promise<number> => {
      const all = [];
      for (let i = 0; i < 7; i++) all.push((await echo.ask(socket)).ms);
      return Math.min(...all);
    };
    const before = await least();
    await echo.proxy.become({ mode: 'latency', ms: 100 });
    const added = (await least()) - before;
    // A timer may be a millisecond early.
    expect(added, 'in time').toBeGreaterThan(98);
    expect(added, 'in time').toBeLessThan(105);
    const burst = await Promise.all(times(10, async () => echo.ask(await echo.open())));
    expect(Math.min(...burst.map(({ ms }) => ms)), 'in time').toBeLessThan(200);
  });
});
