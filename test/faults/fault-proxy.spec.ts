import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from './support/fault-proxy.js';
import { ANSWER, ProxiedEcho } from './support/proxied-echo.js';

describe('The fault proxy', () => {
  let echo: ProxiedEcho;
  beforeEach(async () => {
    echo = await ProxiedEcho.start();
  });
  afterEach(() => echo.stop());

  it('passes everything on as it is', async () => {
    expect(await echo.ask(await echo.open())).toMatchObject({ text: ANSWER, end: '' });
  });

  it('delivers in slices, all of them and in order', async () => {
    await echo.proxy.become({ mode: 'slice', bytes: 5, everyMs: 5 });
    const { text, pieces, ms } = await echo.ask(await echo.open());
    expect(text).toBe(ANSWER);
    expect(pieces).toBeGreaterThan(1);
    expect(ms).toBeGreaterThan(25);
  });

  it('is silent to old connections and new ones, loses nothing and delivers once it is healed', async () => {
    const old = await echo.open();
    await echo.proxy.become({ mode: 'silence' });
    const waiting = [echo.ask(old), echo.ask(await echo.open())];
    await expect(Promise.race([...waiting, sleep(50, 'silence')])).resolves.toBe('silence');
    expect(echo.asked).toBe(0);
    await echo.proxy.become({ mode: 'none' });
    expect((await Promise.all(waiting)).map(({ text }) => text)).toEqual([ANSWER, ANSWER]);
  });

  it.each<[string, Fault, string, RegExp]>([
    // libuv tells of a reset that comes together with the last bytes as of an end.
    [
      'resets after so many bytes',
      { mode: 'reset', afterBytes: 5 },
      ANSWER.slice(0, 5),
      /^(ECONNRESET|end)$/,
    ],
    ['ends after so many bytes', { mode: 'limit', bytes: 5 }, ANSWER.slice(0, 5), /^end$/],
    ['cuts after the answer was given', { mode: 'cutAfterReply', times: 1 }, '', /^ECONNRESET$/],
  ])('%s', async (_, fault, text, end) => {
    const socket = await echo.open();
    await echo.proxy.become(fault);
    const answer = await echo.ask(socket);
    expect(answer.end).toMatch(end);
    expect(answer.text).toBe(text);
    expect(echo.asked).toBe(1);
  });

  it('cuts as many answers as it is told, and no more', async () => {
    await echo.proxy.become({ mode: 'cutAfterReply', times: 2 });
    const ends = [];
    for (let i = 0; i < 3; i++) ends.push((await echo.ask(await echo.open())).text);
    expect(ends).toEqual(['', '', ANSWER]);
  });

  it('refuses connections while it is down, cuts the open ones, and comes back on the same port', async () => {
    const old = await echo.open();
    await echo.proxy.become({ mode: 'down' });
    expect((await echo.ask(old)).text).toBe('');
    await expect(echo.open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await echo.proxy.become({ mode: 'none' });
    expect((await echo.ask(await echo.open())).text).toBe(ANSWER);
  });
});
