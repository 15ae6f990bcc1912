/**
 * What a hanging SMS vendor costs those who ask for an image: `npm run bench:vendor -- [seconds]`.
 *
 * Several built applications on loopback, one per vendor behaviour, get the same open loop of requests for images
 * and SMS, all at the same time, so that whatever else the machine does hits them alike. Printed are the latencies
 * of the images and their ratio to those beside a healthy vendor; `healthy again` shows how much of a ratio is chance.
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

/** An application beside its vendor. */
interface Pair {
  readonly name: string;
  readonly vendor: Vendor;
  readonly app: ServiceProcess;
  readonly images: OpenLoop;
  readonly messages: OpenLoop;
}

/** What callers of one application saw. */
interface Result {
  readonly name: string;
  readonly images: LoadResult;
  readonly messages: LoadResult;
  readonly processorMs: number;
}

async function measure(pair: Pair): Promise<Result> {
  const { name, app } = pair;
  const before = app.cpuSeconds();
  const [images, messages] = await load(pair, SECONDS);
  return { name, images, messages, processorMs: Math.round((app.cpuSeconds() - before) * 1000) };
}

/** Asks for images and SMS, evenly and whether or not they are answered. */
function load({ images, messages }: Pair, seconds: number): Promise<[LoadResult, LoadResult]> {
  return Promise.all([
    images.run(IMAGES_PER_SECOND, seconds * 1000),
    messages.run(SMS_PER_SECOND, seconds * 1000),
  ]);
}

/** Each SMS goes to a number of its own. */
const newMessage = (n: number): string =>
  post(CAPTCHA, { use: 'login', type: 'phone', account: `+8613${800_000_000 + n * 7}` });

function cellsOf({ name, images, messages, processorMs }: Result, base: Result): string[] {
  const shown = (share: number) => {
    const ms = quantile(images.latencies.get(200) ?? [], share);
    return `${ms.toFixed(2)} (${(ms / quantile(base.images.latencies.get(200) ?? [], share)).toFixed(3)})`;
  };
  return [
    name,
    ...[0.5, 0.9, 0.99].map(shown),
    `${processorMs} (${(processorMs / base.processorMs).toFixed(3)})`,
    String(images),
    String(messages),
  ];
}

const pairs: Pair[] = [];
try {
  for (const [name, behaviour] of Object.entries(VENDORS)) {
    const vendor = await startVendor(behaviour);
    const env = { SMS_DSN: vendor.dsn, TENANTS_FILE: 'test/support/tenants.unlimited.yaml', DOCS: 'off' };
    const app = await startApp({ env });
    const images = new OpenLoop({ port: app.port, request: () => post(CAPTCHA, IMAGE) });
    const messages = new OpenLoop({ port: app.port, request: newMessage });
    pairs.push({ name, vendor, app, images, messages });
  }
  await Promise.all(pairs.map((pair) => load(pair, WARM_UP_SECONDS)));
  const results = await Promise.all(pairs.map(measure));
  print(`${SECONDS} s, ${IMAGES_PER_SECOND} images/s, ${SMS_PER_SECOND} SMS/s; ms (ratio to healthy)`);
  printTable(
    ['vendor', 'p50', 'p90', 'p99', 'processor ms', 'image answers', 'SMS answers'],
    results.map((result) => cellsOf(result, results[0]!)),
  );
} finally {
  for (const { app, vendor, images, messages } of pairs) {
    images.close();
    messages.close();
    await app.stop();
    vendor.stop();
  }
}
