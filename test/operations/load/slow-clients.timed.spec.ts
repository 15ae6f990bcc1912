import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, UNLIMITED } from '../../support/app.js';
import { Client, post } from '../../support/client.js';
import { ServiceProcess } from '../../support/service-process.js';
import { logMetric } from '../../support/vitest/profile.js';

const CONNECTIONS = 1000;
const IMAGE = post(CAPTCHA, { use: 'login', type: 'image' });

/** The modes H, B and R of slowhttptest: name, first bytes, bytes sent every second, and the server's timeout in ms. */
const MODES = [
  ['endless headers (H)', IMAGE.slice(0, IMAGE.indexOf('Content-Type')), 'x: y\r\n', 5000],
  ['an endless body (B)', IMAGE.slice(0, -20), ' ', 10_000],
  ['unread responses (R)', IMAGE, '', Infinity],
] as const;

describe('SEC-31: a thousand slow clients', () => {
  let service: ServiceProcess;
  beforeAll(async () => {
    service = await ServiceProcess.start({ env: UNLIMITED, core: 0 });
  });
  afterAll(() => service.stop());

  const warmUp = async (): Promise<void> => {
    const client = new Client(service.port);
    for (let n = 0; n < 300; n++) await client.send(IMAGE);
    client.close();
  };

  it.each(MODES)(
    'with %s use less than 60 MiB of memory, and other requests are still answered',
    async (mode, beginning, drip, limitMs) => {
      await warmUp();
      const before = service.rssMib();
      const began = performance.now();
      const open = new Set<Socket>();
      onTestFinished(() => open.forEach((socket) => socket.destroy()));
      let received = '';
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
        else socket.setEncoding('latin1').on('data', (text: string) => (received = text));
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
        statuses.add((await client.send(IMAGE)).status);
        times.push(performance.now() - at);
        if (performance.now() > dripAt) {
          for (const socket of open) if (drip) socket.write(drip);
          dripAt += 1000;
        }
        await sleep(20);
      }
      client.close();
      const grown = service.rssMib() - before;
      logMetric(
        `SEC-31 ${mode}: ${CONNECTIONS} connections opened in ${Math.round(opened)} ms, ${open.size} left after ` +
          `${Math.round(performance.now() - began)} ms, the last closed after ${Math.round(lastClosed)} ms; RSS +${grown.toFixed(1)} MiB; ` +
          `others: ${times.length} answers, slowest ${Math.round(Math.max(...times))} ms`,
      );
      expect([...statuses]).toEqual([200]);
      if (limitMs !== Infinity) {
        expect(open.size).toBe(0);
        expect(received).toMatch(/^HTTP\/1\.1 408 .*"code":100006/s);
      }
      expect(grown).toBeLessThan(60);
    },
  );
});
