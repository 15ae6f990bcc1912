import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figure } from '../attack/support/on-both-stores.js';
import { CAPTCHA, LIFTED } from '../support/app.js';
import { Client, post } from './support/load.js';
import { Service } from './support/service.js';

const CONNECTIONS = 1000;
const MIB = 2 ** 20;
const IMAGE = post(CAPTCHA, { use: 'login', type: 'image' });

/** What slowhttptest does in its modes H, B and R: how each connection begins, and what it sends every second. */
const MODES = [
  ['headers that never end (H)', IMAGE.slice(0, IMAGE.indexOf('Content-Type')), 'x: y\r\n', 5000],
  ['a body that never ends (B)', IMAGE.slice(0, -20), ' ', 10_000],
  ['answers that nobody reads (R)', IMAGE, '', Infinity],
] as const;

describe('SEC-31: a thousand slow clients', { timeout: 120_000 }, () => {
  let service: Service;
  beforeAll(async () => {
    service = await Service.start(LIFTED);
  }, 60_000);
  afterAll(() => service.stop());

  const rss = async (): Promise<number> => {
    const status = await readFile(`/proc/${service.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
  };
  const warmUp = async (): Promise<void> => {
    const client = new Client(service.port);
    for (let n = 0; n < 300; n++) await client.send(IMAGE);
    client.close();
  };

  it.each(MODES)('with %s hold nothing, and nobody else notices', async (mode, beginning, drip, limitMs) => {
    await warmUp();
    const before = await rss();
    const began = performance.now();
    const open = new Set<Socket>();
    let said = '';
    let lastClosed = 0;
    for (let n = 0; n < CONNECTIONS; n++) {
      const socket = connect(service.port, '127.0.0.1');
      open.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(socket);
          lastClosed = performance.now() - began;
        });
      if (limitMs === Infinity) socket.pause();
      else socket.setEncoding('latin1').on('data', (text: string) => (said = text));
      socket.write(beginning);
      if (n % 50 === 0) await sleep(5);
    }
    const opened = performance.now() - began;
    const times: number[] = [];
    const client = new Client(service.port);
    const statuses = new Set<number>();
    const until = began + (limitMs === Infinity ? 5000 : limitMs + opened + 4000);
    let dripAt = began + 1000;
    while (performance.now() < until && open.size > 0) {
      const at = performance.now();
      statuses.add(await client.send(IMAGE));
      times.push(performance.now() - at);
      if (performance.now() > dripAt) {
        for (const socket of open) if (drip) socket.write(drip);
        dripAt += 1000;
      }
      await sleep(20);
    }
    client.close();
    const grown = (await rss()) - before;
    figure(
      `SEC-31 ${mode}: ${CONNECTIONS} connections opened in ${Math.round(opened)} ms, ${open.size} left after ` +
        `${Math.round(performance.now() - began)} ms, the last closed after ${Math.round(lastClosed)} ms; RSS +${(grown / MIB).toFixed(1)} MiB; ` +
        `others: ${times.length} answers, slowest ${Math.round(Math.max(...times))} ms`,
    );
    expect([...statuses]).toEqual([200]);
    if (limitMs !== Infinity) {
      expect(open.size).toBe(0);
      expect(said).toMatch(/^HTTP\/1\.1 408 .*"code":100006/s);
    }
    expect(grown).toBeLessThan(60 * MIB);
    for (const socket of open) socket.destroy();
  });
});
