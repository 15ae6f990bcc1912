import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, FaultProxy } from './support/fault-proxy.js';

const ANSWER = 'an answer of thirty-two bytes...';

describe('The fault proxy', () => {
  let echo: Server;
  let proxy: FaultProxy;
  let asked: number;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    asked = 0;
    echo = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => {
        asked++;
        socket.write(ANSWER);
      });
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await FaultProxy.start((echo.address() as AddressInfo).port);
  });
  afterEach(async () => {
    await proxy.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    echo.close();
    await once(echo, 'close');
  });

  const open = async (): Promise<Socket> => {
    const socket = connect(proxy.port, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  /** Asks once: what came until the answer was whole or the connection over, in how many pieces, and how it ended. */
  const ask = async (socket: Socket): Promise<{ text: string; pieces: number; end: string; ms: number }> => {
    const start = performance.now();
    const seen = { text: '', pieces: 0, end: '' };
    await new Promise<void>((resolve) => {
      const over = (end: string) => (): void => {
        seen.end ||= end;
        resolve();
      };
      socket.on('data', (bytes: Buffer) => {
        seen.text += bytes.toString();
        seen.pieces++;
        if (seen.text.length >= ANSWER.length) resolve();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => over(error.code ?? '')());
      socket.on('end', over('end')).on('close', over('close'));
      socket.write('?');
    });
    socket.removeAllListeners('data');
    return { ...seen, ms: performance.now() - start };
  };

  it('passes everything on as it is', async () => {
    expect(await ask(await open())).toMatchObject({ text: ANSWER, end: '' });
  });

  it('adds the latency it is told, and no more for answers that queue', async () => {
    const socket = await open();
    // A busy machine only ever adds: the least of several is the proxy's own.
    const least = async (): Promise<number> => {
      const times = [];
      for (let i = 0; i < 7; i++) times.push((await ask(socket)).ms);
      return Math.min(...times);
    };
    const before = await least();
    await proxy.become({ mode: 'latency', ms: 100 });
    const added = (await least()) - before;
    // A timer may be a millisecond early.
    expect(added).toBeGreaterThan(98);
    expect(added).toBeLessThan(105);
    const burst = await Promise.all(Array.from({ length: 10 }, async () => ask(await open())));
    expect(Math.min(...burst.map(({ ms }) => ms))).toBeLessThan(200);
  });

  it('delivers in slices, all of them and in order', async () => {
    await proxy.become({ mode: 'slice', bytes: 5, everyMs: 5 });
    const { text, pieces, ms } = await ask(await open());
    expect(text).toBe(ANSWER);
    expect(pieces).toBeGreaterThan(1);
    expect(ms).toBeGreaterThan(25);
  });

  it('is silent to old connections and new ones, loses nothing and delivers once it is healed', async () => {
    const old = await open();
    await proxy.become({ mode: 'silence' });
    const waiting = [ask(old), ask(await open())];
    await expect(Promise.race([...waiting, later(50)])).resolves.toBe('silence');
    expect(asked).toBe(0);
    await proxy.become({ mode: 'none' });
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
    const socket = await open();
    await proxy.become(fault);
    const answer = await ask(socket);
    expect(answer.end).toMatch(end);
    expect(answer.text).toBe(text);
    expect(asked).toBe(1);
  });

  it('cuts as many answers as it is told, and no more', async () => {
    await proxy.become({ mode: 'cutAfterReply', times: 2 });
    const ends = [];
    for (let i = 0; i < 3; i++) ends.push((await ask(await open())).text);
    expect(ends).toEqual(['', '', ANSWER]);
  });

  it('refuses connections while it is down, cuts the open ones, and comes back on the same port', async () => {
    const old = await open();
    await proxy.become({ mode: 'down' });
    expect((await ask(old)).text).toBe('');
    await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.become({ mode: 'none' });
    expect((await ask(await open())).text).toBe(ANSWER);
  });
});

function later(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('silence'), ms));
}
