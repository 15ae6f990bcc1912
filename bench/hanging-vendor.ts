/**
 * Latency of image requests while an SMS vendor hangs: `npm run bench:vendor -- [seconds]`.
 *
 * Starts one built application on loopback per vendor behaviour. All receive the same open loop of image and SMS requests
 * at the same time, so that other load on the machine affects them alike. Prints image latencies and their ratio to the
 * healthy vendor. The ratio of `healthy again` shows the noise.
 */
import { post } from '../test/support/client.js';
import { type LoadResult, OpenLoop } from '../test/support/load/load.js';
import type { ServiceProcess } from '../test/support/service-process.js';
import { quantile } from '../test/support/load/statistics.js';
import { startVendor, type Vendor, VENDORS } from './hanging-vendor/vendors.js';
import { print, printTable } from './print-table.js';
import { CAPTCHA, IMAGE } from './requests.js';
import { startApp } from './servers.js';

const SECONDS = Number(process.argv[2] ?? 120);
const WARM_UP_SECONDS = 15;
const IMAGES_PER_SECOND = 15;
const SMS_PER_SECOND = 8;

/** An application, its vendor and its load. */
interface Setup {
  readonly name: string;
  readonly vendor: Vendor;
  readonly app: ServiceProcess;
  readonly images: OpenLoop;
  readonly messages: OpenLoop;
}

interface Result {
  readonly name: string;
  readonly images: LoadResult;
  readonly messages: LoadResult;
  readonly cpuMs: number;
}

async function measure(setup: Setup): Promise<Result> {
  const { name, app } = setup;
  const before = app.cpuSeconds();
  const [images, messages] = await load(setup, SECONDS);
  return { name, images, messages, cpuMs: Math.round((app.cpuSeconds() - before) * 1000) };
}

/** Sends evenly spaced requests, independent of responses. */
function load({ images, messages }: Setup, seconds: number): Promise<[LoadResult, LoadResult]> {
  return Promise.all([
    images.run(IMAGES_PER_SECOND, seconds * 1000),
    messages.run(SMS_PER_SECOND, seconds * 1000),
  ]);
}

/** Uses a new phone number per message. */
const smsRequest = (n: number): string =>
  post(CAPTCHA, { use: 'login', type: 'phone', account: `+8613${800_000_000 + n * 7}` });

function cellsOf({ name, images, messages, cpuMs }: Result, base: Result): string[] {
  const latency = (share: number) => {
    const ms = quantile(images.latencies.get(200) ?? [], share);
    return `${ms.toFixed(2)} (${(ms / quantile(base.images.latencies.get(200) ?? [], share)).toFixed(3)})`;
  };
  return [
    name,
    ...[0.5, 0.9, 0.99].map(latency),
    `${cpuMs} (${(cpuMs / base.cpuMs).toFixed(3)})`,
    String(images),
    String(messages),
  ];
}

const setups: Setup[] = [];
try {
  for (const [name, behaviour] of Object.entries(VENDORS)) {
    const vendor = await startVendor(behaviour);
    const env = { SMS_DSN: vendor.dsn, TENANTS_FILE: 'test/support/tenants.unlimited.yaml', DOCS: 'off' };
    const app = await startApp({ env });
    const images = new OpenLoop({ port: app.port, request: () => post(CAPTCHA, IMAGE) });
    const messages = new OpenLoop({ port: app.port, request: smsRequest });
    setups.push({ name, vendor, app, images, messages });
  }
  await Promise.all(setups.map((setup) => load(setup, WARM_UP_SECONDS)));
  const results = await Promise.all(setups.map(measure));
  print(`${SECONDS} s, ${IMAGES_PER_SECOND} images/s, ${SMS_PER_SECOND} SMS/s; ms (ratio to healthy)`);
  printTable(
    ['vendor', 'p50', 'p90', 'p99', 'CPU ms', 'image responses', 'SMS responses'],
    results.map((result) => cellsOf(result, results[0]!)),
  );
} finally {
  for (const { app, vendor, images, messages } of setups) {
    images.close();
    messages.close();
    await app.stop();
    vendor.stop();
  }
}
