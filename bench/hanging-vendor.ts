/**
 * What a hanging SMS vendor costs those who ask for an image: `npm run bench:vendor -- [seconds]`.
 *
 * Several built applications on loopback, one per vendor behaviour, get the same open loop of requests for images
 * and SMS, all at the same time, so that whatever else the machine does hits them alike. Printed are the latencies
 * of the images and their ratio to those beside a healthy vendor; `healthy again` shows how much of a ratio is chance.
 */
import { Agent } from 'node:http';
import { IMAGES_PER_SECOND, load, SMS_PER_SECOND } from './hanging-vendor/load.js';
import { startVendor, type Vendor, VENDORS } from './hanging-vendor/vendors.js';
import { print, printTable } from './print-table.js';
import { quantile } from './quantile.js';
import { type Server, startApp } from './servers.js';

const SECONDS = Number(process.argv[2] ?? 120);
const WARM_UP_SECONDS = 15;
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

/** An application beside its vendor. */
interface Pair {
  readonly name: string;
  readonly vendor: Vendor;
  readonly app: Server;
}

/** What callers of one application saw. */
interface Result {
  readonly name: string;
  /** Milliseconds of each image. */
  readonly times: readonly number[];
  readonly processorMs: number;
  /** SMS answers by status. */
  readonly statuses: Readonly<Record<number, number>>;
}

async function measure({ name, app }: Pair): Promise<Result> {
  const before = app.cpuSeconds();
  const { images, messages } = await load(app.url, SECONDS, agent);
  const processorMs = Math.round((app.cpuSeconds() - before) * 1000);
  const statuses: Record<number, number> = {};
  for (const { status } of messages) statuses[status] = (statuses[status] ?? 0) + 1;
  return { name, times: images.map(({ ms }) => ms), processorMs, statuses };
}

function cellsOf({ name, times, processorMs, statuses }: Result, base: Result): string[] {
  const shown = (share: number) => {
    const ms = quantile(times, share);
    return `${ms.toFixed(2)} (${(ms / quantile(base.times, share)).toFixed(3)})`;
  };
  return [
    name,
    ...[0.5, 0.9, 0.99].map(shown),
    `${processorMs} (${(processorMs / base.processorMs).toFixed(3)})`,
    Object.entries(statuses)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', '),
  ];
}

const pairs: Pair[] = [];
try {
  for (const [name, behaviour] of Object.entries(VENDORS)) {
    const vendor = await startVendor(behaviour);
    const env = { SMS_DSN: vendor.dsn, TENANTS_FILE: 'test/support/tenants.lifted.yaml', DOCS: 'off' };
    pairs.push({ name, vendor, app: await startApp({ env }) });
  }
  await Promise.all(pairs.map(({ app }) => load(app.url, WARM_UP_SECONDS, agent)));
  const results = await Promise.all(pairs.map(measure));
  print(`${SECONDS} s, ${IMAGES_PER_SECOND} images/s, ${SMS_PER_SECOND} SMS/s; ms (ratio to healthy)`);
  printTable(
    ['vendor', 'p50', 'p90', 'p99', 'processor ms', 'SMS answers'],
    results.map((result) => cellsOf(result, results[0]!)),
  );
} finally {
  agent.destroy();
  for (const { app, vendor } of pairs) {
    await app.stop();
    vendor.stop();
  }
}
