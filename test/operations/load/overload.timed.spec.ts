import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, UNLIMITED } from '../../support/app.js';
import { post } from '../../support/client.js';
import { ClosedLoop, type LoadResult, OpenLoop } from '../../support/load/load.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';
import { ServiceProcess } from '../../support/service-process.js';
import { quantile } from '../../support/load/statistics.js';

const EMAIL = post(CAPTCHA, { use: 'login', type: 'email', account: 'jane@example.com' });
/** Duration of the measured flood in milliseconds. */
const FLOOD_MS = FULL ? 10_000 : 5000;

/** Throughput in requests per second with 64 closed-loop connections. */
async function capacityOf({ port }: ServiceProcess, ms: number): Promise<number> {
  const loop = ClosedLoop.start({ port, connections: 64, request: () => EMAIL });
  await sleep(ms);
  const { all, seconds } = await loop.stop();
  return all.length / seconds;
}

describe('REL-10: load of five times the capacity', () => {
  it('is answered with 200 or 503 in bounded memory, and the service recovers within 5 s', async () => {
    const service = await ServiceProcess.start({ env: { ...UNLIMITED, OUTBOX: 'on' }, core: 0 });
    onTestFinished(() => service.stop());
    await capacityOf(service, 3000);
    const capacity = await capacityOf(service, 4000);
    const before = service.rssMib();
    const loop = new OpenLoop({ port: service.port, request: () => EMAIL });
    onTestFinished(() => loop.close());
    // The load shedder reacts in this phase, and all connections are opened.
    const onset = await loop.run(5 * capacity, 6000);
    const flood = await loop.run(5 * capacity, FLOOD_MS);
    const grown = service.rssMib() - before;
    const floodEnded = performance.now();
    let recovery = Infinity;
    while (performance.now() - floodEnded < 10_000) {
      const after = await loop.run(0.3 * capacity, 500);
      if (after.unsent > 0 || after.statuses.join() !== '200' || quantile(after.all, 0.99) > 500) continue;
      recovery = performance.now() - floodEnded;
      break;
    }
    const perSecond = (count: number): number => Math.round((count / FLOOD_MS) * 1000);
    const lateness = (status: number): string =>
      [0.5, 0.99].map((share) => Math.round(quantile(flood.latencies.get(status) ?? [], share))).join(' / ');
    logMetric(
      `REL-10: ${Math.round(capacity)} requests/s can be served; of five times that, ${perSecond(flood.count(200))}/s were ` +
        `(${Math.round((perSecond(flood.count(200)) / capacity) * 100)} %), ${perSecond(flood.count(503))}/s refused, ` +
        `${perSecond(flood.unsent)}/s never sent; p50 / p99 of served ${lateness(200)} ms, of refused ${lateness(503)} ms; ` +
        `RSS +${Math.round(grown)} MiB; recovered after ${Math.round(recovery)} ms`,
    );
    // 408: a stalled machine read the request too late. 0 would be a connection without a response.
    const statuses = ({ statuses }: LoadResult): number[] =>
      statuses.filter((one) => ![200, 408, 503].includes(one));
    expect([...statuses(onset), ...statuses(flood)]).toEqual([]);
    expect(flood.count(200)).toBeGreaterThan(0);
    expect(grown).toBeLessThan(200);
    expect(recovery, 'in time').toBeLessThan(5000);
  });
});
