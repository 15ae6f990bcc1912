import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from './support/fault-proxy.js';
import { REPLY, ProxiedEcho } from './support/proxied-echo.js';

describe('ProxiedEcho behind a FaultProxy', () => {
  let echo: ProxiedEcho;
  beforeEach(async () => {
    echo = await ProxiedEcho.start();
  });
  afterEach(() => echo.stop());

  it('forwards everything unchanged without a fault', async () => {
    expect(await echo.request(await echo.open())).toMatchObject({ text: REPLY, end: '' });
  });

  it('slice: delivers the whole reply in slices, in order', async () => {
    await echo.proxy.setFault({ mode: 'slice', bytes: 5, everyMs: 5 });
    const { text, pieces, ms } = await echo.request(await echo.open());
    expect(text).toBe(REPLY);
    expect(pieces).toBeGreaterThan(1);
    expect(ms).toBeGreaterThan(25);
  });

  it('silence: holds open and new connections, and delivers their data after healing', async () => {
    const old = await echo.open();
    await echo.proxy.setFault({ mode: 'silence' });
    const waiting = [echo.request(old), echo.request(await echo.open())];
    await expect(Promise.race([...waiting, sleep(50, 'silence')])).resolves.toBe('silence');
    expect(echo.requests).toBe(0);
    await echo.proxy.setFault({ mode: 'none' });
    expect((await Promise.all(waiting)).map(({ text }) => text)).toEqual([REPLY, REPLY]);
  });

  it.each<[string, Fault, string, RegExp]>([
    // libuv reports a reset that arrives together with the last bytes as an end.
    [
      'reset: resets a connection after the given bytes',
      { mode: 'reset', afterBytes: 5 },
      REPLY.slice(0, 5),
      /^(ECONNRESET|end)$/,
    ],
    [
      'limit: ends a connection after the given bytes',
      { mode: 'limit', bytes: 5 },
      REPLY.slice(0, 5),
      /^end$/,
    ],
    [
      'cutAfterReply: discards a reply that the server has sent',
      { mode: 'cutAfterReply', times: 1 },
      '',
      /^ECONNRESET$/,
    ],
  ])('%s', async (_, fault, text, end) => {
    const socket = await echo.open();
    await echo.proxy.setFault(fault);
    const answer = await echo.request(socket);
    expect(answer.end).toMatch(end);
    expect(answer.text).toBe(text);
    expect(echo.requests).toBe(1);
  });

  it('cutAfterReply: discards exactly the given number of replies', async () => {
    await echo.proxy.setFault({ mode: 'cutAfterReply', times: 2 });
    const ends = [];
    for (let i = 0; i < 3; i++) ends.push((await echo.request(await echo.open())).text);
    expect(ends).toEqual(['', '', REPLY]);
  });

  it('down: refuses new connections, cuts open ones, and listens on the same port after healing', async () => {
    const old = await echo.open();
    await echo.proxy.setFault({ mode: 'down' });
    expect((await echo.request(old)).text).toBe('');
    await expect(echo.open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await echo.proxy.setFault({ mode: 'none' });
    expect((await echo.request(await echo.open())).text).toBe(REPLY);
  });
});
