/**
 * What a hanging SMS vendor costs those who ask for an image: `npm run build && node bench/hanging-vendor.mjs [rounds]`.
 *
 * Several built applications on loopback, one per vendor behaviour, get the same open loop of requests for images
 * and SMS, in turn, round by round, so that whatever else the machine does hits them alike. Printed are the
 * latencies of the images, and their ratio to those beside a healthy vendor.
 */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { clearInterval, setInterval, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';

const ROUNDS = Number(process.argv[2] ?? 10);
const ROUND_MS = 3_000;
const IMAGES_PER_SECOND = 50;
const SMS_PER_SECOND = 30;
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const HEALTHY_MS = 30;

const healthy = (response) => setTimeout(() => response.writeHead(204).end(), HEALTHY_MS);
const hanging = () => undefined;
/** One in four hangs: too few for the circuit breaker, so this one goes on for ever. */
const limping = (response, count) => (count % 4 === 0 ? hanging() : healthy(response));
const VENDORS = { healthy, 'healthy again': healthy, hanging, limping };

const root = fileURLToPath(new URL('..', import.meta.url));
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
let serial = 0;

async function startVendor(answer) {
  let count = 0;
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => answer(response, (count += 1)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

async function startApp(vendor) {
  const port = await freePort();
  const dsn = `webhook+http://127.0.0.1:${vendor.address().port}/?secret=${SECRET}`;
  const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', LOG_LEVEL: 'info', SMS_DSN: dsn };
  const tenants = { TENANTS_FILE: 'test/support/tenants.lifted.yaml', DOCS: 'off' };
  const app = spawn(process.execPath, ['dist/main.js'], { cwd: root, env: { ...env, ...tenants } });
  await new Promise((resolve, reject) => {
    app.stdout.on('data', (chunk) => String(chunk).includes('listening on') && resolve());
    app.once('exit', (code) => reject(new Error(`the application ended with ${code}: npm run build first`)));
  });
  return { app, port };
}

async function freePort() {
  const server = http.createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  await once(server.close(), 'close');
  return port;
}

/** @returns milliseconds from when the request was due to its last byte, and the status */
function ask(port, body) {
  const due = performance.now();
  return new Promise((resolve, reject) => {
    const path = '/api/v1/system/user/captcha';
    const headers = { 'content-type': 'application/json' };
    const request = http.request({ port, path, method: 'POST', headers, agent }, (response) => {
      response
        .resume()
        .on('end', () => resolve({ ms: performance.now() - due, status: response.statusCode }));
    });
    request.on('error', reject).end(JSON.stringify(body));
  });
}

function every(perSecond, work) {
  const timer = setInterval(work, 1000 / perSecond);
  return () => clearInterval(timer);
}

async function round(port) {
  const images = [];
  const messages = [];
  const image = () => images.push(ask(port, { use: 'login', type: 'image' }));
  const sms = () => {
    serial += 1;
    const account = `+8613${String(800_000_000 + serial * 7)}`;
    messages.push(ask(port, { use: 'login', type: 'phone', account }));
  };
  const stops = [every(IMAGES_PER_SECOND, image), every(SMS_PER_SECOND, sms)];
  await sleep(ROUND_MS);
  for (const stop of stops) stop();
  return { images: await Promise.all(images), messages: await Promise.all(messages) };
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

const median = (values) =>
  quantile(
    [...values].sort((one, other) => one - other),
    0.5,
  );

const runs = [];
for (const [name, answer] of Object.entries(VENDORS)) {
  const vendor = await startVendor(answer);
  runs.push({ name, vendor, ...(await startApp(vendor)), rounds: [], statuses: {} });
}
try {
  for (let index = -1; index < ROUNDS; index += 1) {
    for (const run of index % 2 === 0 ? runs : [...runs].reverse()) {
      const { images, messages } = await round(run.port);
      if (index < 0) continue; // Warm-up; and the circuit breaker opens in it.
      run.rounds.push(images.map(({ ms }) => ms).sort((one, other) => one - other));
      for (const { status } of messages) run.statuses[status] = (run.statuses[status] ?? 0) + 1;
    }
  }
  const [base] = runs;
  process.stdout.write(
    `${ROUNDS} rounds of ${ROUND_MS / 1000} s, ${IMAGES_PER_SECOND} images/s, ${SMS_PER_SECOND} SMS/s\n`,
  );
  process.stdout.write(
    '| vendor | p50 ms | p99 ms | p50 ratio | p99 ratio | SMS answers |\n|---|---|---|---|---|---|\n',
  );
  for (const { name, rounds, statuses } of runs) {
    const all = (share) =>
      quantile(
        rounds.flat().sort((one, other) => one - other),
        share,
      );
    // Round by round against the healthy one beside it, and of these the median: a disturbed round counts once.
    const ratio = (share) =>
      median(rounds.map((one, index) => quantile(one, share) / quantile(base.rounds[index], share))).toFixed(
        3,
      );
    const answers = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
    const cells = [
      name,
      all(0.5).toFixed(2),
      all(0.99).toFixed(2),
      ratio(0.5),
      ratio(0.99),
      answers.join(', '),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
} finally {
  agent.destroy();
  for (const { app, vendor } of runs) {
    app.kill('SIGKILL');
    vendor.closeAllConnections();
    vendor.close();
  }
}
