import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { figure } from '../attack/support/on-both-stores.js';
import { CAPTCHA, LIFTED } from '../support/app.js';
import { Client, post } from './support/load.js';
import { OpenLoop, quantile, type Result } from './support/open-loop.js';
import { Service } from './support/service.js';

const EMAIL = post(CAPTCHA, { use: 'login', type: 'email', account: 'jane@example.com' });
const MIB = 2 ** 20;

const served = ({ answers }: Result): number => answers.get(200) ?? 0;
const shed = ({ answers }: Result): number => answers.get(503) ?? 0;

async function rssOf({ pid }: Service): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** Requests a second that a service answers to 64 connections which always have one under way. */
async function capacityOf(service: Service, ms: number): Promise<number> {
  let answered = 0;
  const end = performance.now() + ms;
  const work = async (): Promise<void> => {
    const client = new Client(service.port);
    while (performance.now() < end) {
      await client.send(EMAIL);
      answered++;
    }
    client.close();
  };
  await Promise.all(Array.from({ length: 64 }, work));
  return (answered / ms) * 1000;
}

describe('REL-10: five times more requests than can be served', { timeout: 180_000 }, () => {
  it('are served as far as they can be and refused at once beyond, in bounded memory, and not after', async () => {
    const service = await Service.start({ ...LIFTED, OUTBOX: 'on' });
    onTestFinished(() => service.stop());
    await capacityOf(service, 3000);
    const capacity = await capacityOf(service, 4000);
    const before = await rssOf(service);
    const loop = new OpenLoop(service.port, EMAIL);
    onTestFinished(() => loop.close());
    // Until the gate has noticed. All connections are opened here.
    const onset = await loop.run(5 * capacity, 6000);
    const flood = await loop.run(5 * capacity, 10_000);
    const grown = (await rssOf(service)) - before;
    const floodEnded = performance.now();
    let recovery = Infinity;
    while (performance.now() - floodEnded < 10_000) {
      const after = await loop.run(0.3 * capacity, 500);
      if (shed(after) > 0 || quantile(after.latencies.get(200) ?? [], 0.99) > 500) continue;
      recovery = performance.now() - floodEnded;
      break;
    }
    const lateness = (status: number): string =>
      [0.5, 0.99].map((share) => Math.round(quantile(flood.latencies.get(status) ?? [], share))).join(' / ');
    figure(
      `REL-10: ${Math.round(capacity)} requests/s can be served; of five times that, ${Math.round(served(flood) / 10)}/s were ` +
        `(${Math.round((served(flood) / 10 / capacity) * 100)} %), ${Math.round(shed(flood) / 10)}/s refused, ` +
        `${Math.round(flood.unsent / 10)}/s never sent; p50 / p99 of served ${lateness(200)} ms, of refused ${lateness(503)} ms; ` +
        `RSS +${Math.round(grown / MIB)} MiB; recovered after ${Math.round(recovery)} ms`,
    );
    // 408: a stalled machine did not read it in time. 0 would be a connection that nobody has answered.
    const statuses = new Set([...onset.answers.keys(), ...flood.answers.keys()]);
    expect([...statuses].filter((status) => ![200, 408, 503].includes(status))).toEqual([]);
    expect(served(flood)).toBeGreaterThan(0);
    expect(grown).toBeLessThan(200 * MIB);
    expect(recovery).toBeLessThan(5000);
  });
});
