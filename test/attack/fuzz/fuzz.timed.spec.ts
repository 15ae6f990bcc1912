import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { scrapeMetrics } from '../../operations/support/scrape-metrics.js';
import { ServiceProcess } from '../../support/service-process.js';
import { unlimitedTenants, writeTenantsFile } from '../../support/tenants-file.js';
import { eventually } from '../../support/wait.js';
import { fuzz } from './support/fuzz.js';
import { FULL, logMetric, SEED } from '../../support/vitest/profile.js';

const REQUESTS = 50_000;
const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
/** Maximum p99 of the event loop's delay, in milliseconds. */
const LATE_MS = 100;

/** Lifetime of a code in seconds: the policy's minimum. */
const LIFETIME_S = 30;
const PRELOAD = fileURLToPath(new URL('support/collect-on-signal.mjs', import.meta.url));

interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
}

/** Memory of a process after all codes have expired and its garbage was collected. */
async function atRest(service: ServiceProcess): Promise<Memory> {
  await sleep((LIFETIME_S + 1) * 1000);
  const collections = (): string[] => service.lines.filter((line) => line.includes('"msg":"collected"'));
  const before = collections().length;
  service.kill('SIGWINCH');
  await eventually(() => expect(collections().length).toBeGreaterThan(before));
  return JSON.parse(collections().at(-1)!) as Memory;
}

// Full runs only, because it waits twice for half a minute until all codes expire. Quick runs have fuzz.spec.ts.
it.runIf(FULL)(
  `SEC-39: ${REQUESTS} mutated requests get documented responses only, without a memory leak or a blocked event loop (seed ${SEED})`,
  async () => {
    // A short lifetime: live codes would look like a leak.
    const short = { lifetime: LIFETIME_S };
    const tenants = await writeTenantsFile(
      unlimitedTenants({
        policy: { image: short, email: short, phone: short },
        tenants: [{ code: 'demo' }],
      }),
    );
    onTestFinished(() => tenants.remove());
    const service = await ServiceProcess.start({
      env: { ...tenants.env, REDIS_URL: '', NODE_OPTIONS: `--import ${PRELOAD}` },
      core: 0,
    });
    onTestFinished(() => service.stop());
    const ownDelay = monitorEventLoopDelay();
    ownDelay.enable();
    const began = performance.now();
    const tally = await fuzz({ url: service.url, seed: SEED, requests: REQUESTS / 2 });
    const before = await atRest(service);
    for (const [key, n] of await fuzz({ url: service.url, seed: SEED + 50_000_000, requests: REQUESTS / 2 }))
      tally.set(key, (tally.get(key) ?? 0) + n);
    const after = await atRest(service);
    const seconds = (performance.now() - began) / 1000;
    const drift = after.rss / before.rss - 1;
    const late = ((await scrapeMetrics(service)).get('nodejs_eventloop_lag_p99_seconds') ?? Infinity) * 1000;
    const ownLate = ownDelay.percentile(99) / 1e6;
    const counts = new Map<string, number>();
    for (const [key, n] of tally) counts.set(key.slice(-3), (counts.get(key.slice(-3)) ?? 0) + n);
    const statuses = [...counts].sort().map(([status, n]) => `${n} × ${status}`);
    logMetric(
      `SEC-39: seed ${SEED}: ${statuses.join(', ')} in ${Math.round(seconds)} s with two rests; RSS ${mib(before.rss)} → ${mib(after.rss)} MiB, heap ${mib(before.heapUsed)} → ${mib(after.heapUsed)} MiB (${(100 * drift).toFixed(1)} %); loop late p99 ${late.toFixed(0)} ms (ours ${ownLate.toFixed(0)} ms)`,
    );
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    expect(service.stderr).toBe('');
    expect(service.lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
    expect(drift, 'at rest').toBeLessThan(0.05);
    expect(after.heapUsed / before.heapUsed - 1, 'at rest').toBeLessThan(0.05);
    // A stall of the machine delays this process, too.
    expect(late, 'in time').toBeLessThan(LATE_MS + ownLate);
  },
  600_000,
);
