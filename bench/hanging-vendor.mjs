/**
 * What a hanging SMS vendor costs those who ask for an image: `npm run bench:vendor -- [seconds]`.
 *
 * Several built applications on loopback, one per vendor behaviour, get the same open loop of requests for images
 * and SMS, all at the same time, so that whatever else the machine does hits them alike. Printed are the latencies
 * of the images and their ratio to those beside a healthy vendor; `healthy again` shows how much of a ratio is chance.
 */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { clearInterval, setInterval, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, URL } from 'node:url';

const SECONDS = Number(process.argv[2] ?? 120);
const WARM_UP_SECONDS = 15;
const IMAGES_PER_SECOND = 15;
const SMS_PER_SECOND = 8;
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

/** Sends both kinds for so many seconds. */
async function load(port, seconds) {
  const images = [];
  const messages = [];
  const image = () => images.push(ask(port, { use: 'login', type: 'image' }));
  const sms = () => {
    serial += 1;
    const account = `+8613${String(800_000_000 + serial * 7)}`;
    messages.push(ask(port, { use: 'login', type: 'phone', account }));
  };
  const stops = [every(IMAGES_PER_SECOND, image), every(SMS_PER_SECOND, sms)];
  await sleep(seconds * 1000);
  for (const stop of stops) stop();
  return { images: await Promise.all(images), messages: await Promise.all(messages) };
}

/** Milliseconds of processor time a process has used, of Linux. */
function processorMs(pid) {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

const runs = [];
for (const [name, answer] of Object.entries(VENDORS)) {
  const vendor = await startVendor(answer);
  runs.push({ name, vendor, ...(await startApp(vendor)) });
}
try {
  await Promise.all(runs.map(({ port }) => load(port, WARM_UP_SECONDS)));
  await Promise.all(
    runs.map(async (run) => {
      const before = processorMs(run.app.pid);
      const { images, messages } = await load(run.port, SECONDS);
      run.sorted = images.map(({ ms }) => ms).sort((one, other) => one - other);
      run.processorMs = processorMs(run.app.pid) - before;
      run.answers = {};
      for (const { status } of messages) run.answers[status] = (run.answers[status] ?? 0) + 1;
    }),
  );
  const [base] = runs;
  const shown = (run, share) => {
    const ms = quantile(run.sorted, share);
    return `${ms.toFixed(2)} (${(ms / quantile(base.sorted, share)).toFixed(3)})`;
  };
  process.stdout.write(
    `${SECONDS} s, ${IMAGES_PER_SECOND} images/s, ${SMS_PER_SECOND} SMS/s; ms (ratio to healthy)\n` +
      '| vendor | p50 | p90 | p99 | processor ms | SMS answers |\n|---|---|---|---|---|---|\n',
  );
  for (const run of runs) {
    const answers = Object.entries(run.answers).map(([status, count]) => `${status}: ${count}`);
    const used = `${run.processorMs} (${(run.processorMs / base.processorMs).toFixed(3)})`;
    const cells = [run.name, shown(run, 0.5), shown(run, 0.9), shown(run, 0.99), used, answers.join(', ')];
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
