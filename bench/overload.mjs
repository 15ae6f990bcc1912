// What drawing costs the event loop, and what others feel while more images are asked for than can be drawn.
// npm run bench:overload
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setImmediate, setTimeout } from 'node:timers';
import { fileURLToPath, URL } from 'node:url';

const CAPTCHA = '/api/v1/system/user/captcha';
const IMAGE = { use: 'login', type: 'image' };
/** Never issued: the store is asked, and the answer is 1000005. */
const ANSWER = { ...IMAGE, codeID: 'AAAAAAAAAAAAAAAAAAAA', code: 'ACDEFH' };
const VERIFY_EVERY_MS = 10;
const FLOOD_MS = 5000;
/** prom-client samples the loop's delay with a timer of this period, which is part of what it reports. */
const METRIC_PERIOD_MS = 10;

/** One POST over a kept connection: status, Retry-After, milliseconds. */
function post(base, path, body, agent) {
  const json = JSON.stringify(body);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': json.length };
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request(base + path, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () =>
        resolve({
          status: answer.statusCode,
          retryAfter: answer.headers['retry-after'],
          ms: performance.now() - start,
        }),
      );
    });
    outgoing.on('error', reject).end(json);
  });
}

const percentile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;

/** In a process of its own: asks on so many connections at once, each again as soon as it is answered. */
async function flood(base, connections, body) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const counts = { drawn: 0, refused: 0, other: 0 };
  const end = performance.now() + FLOOD_MS;
  const client = async () => {
    while (performance.now() < end) {
      const { status, retryAfter } = await post(base, CAPTCHA, body, agent);
      if (status === 200) counts.drawn++;
      else if (status === 503 && retryAfter === '1') counts.refused++;
      else counts.other++;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  process.send(counts);
  agent.destroy();
  process.disconnect();
}

/** Starts the built service with limits out of the way. */
async function startService() {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: '0',
      TENANTS_FILE: 'test/support/tenants.lifted.yaml',
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const base = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`exit ${code}: npm run build first?`)));
    lines.on('line', (line) => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (found) resolve(found);
    });
  });
  return { child, base };
}

/** The 99th percentile of the service's loop delay since the last call, in milliseconds. */
async function loopDelay(base) {
  const text = await (await globalThis.fetch(`${base}/metrics`)).text();
  const [, seconds] = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text) ?? [];
  return Number(seconds) * 1000 - METRIC_PERIOD_MS;
}

/** Verifies all the time while `connections` ask for images (none: a calm service). */
async function scenario(base, connections, body) {
  await loopDelay(base);
  const flooder =
    connections && fork(fileURLToPath(import.meta.url), ['flood', base, connections, JSON.stringify(body)]);
  const counted = flooder
    ? once(flooder, 'message')
    : new Promise((resolve) => setTimeout(() => resolve([{}]), FLOOD_MS));
  const agent = new Agent({ keepAlive: true });
  const times = [];
  let wrong = 0;
  let isOver = false;
  void counted.then(() => (isOver = true));
  while (!isOver) {
    const { status, ms } = await post(base, `${CAPTCHA}/verify`, ANSWER, agent);
    times.push(ms);
    if (status !== 400) wrong++;
    await new Promise((resolve) => setTimeout(resolve, VERIFY_EVERY_MS));
  }
  const [{ drawn = 0, refused = 0, other = 0 }] = await counted;
  const delay = await loopDelay(base);
  agent.destroy();
  const each = (count) => Math.round((count / FLOOD_MS) * 1000);
  return {
    asked: connections ? `${body.presentation ?? 'image'}, ${connections} connections` : 'nothing',
    'drawn/s': each(drawn),
    '503/s': each(refused),
    other,
    'verify p50 ms': percentile(times, 0.5).toFixed(1),
    'verify p99 ms': percentile(times, 0.99).toFixed(1),
    'verify answered otherwise': wrong,
    'loop delay p99 ms': delay.toFixed(1),
  };
}

/** What one drawing keeps the event loop busy for, through the queue, one a turn. */
async function cost(name) {
  const { DrawingQueue } = await import('../dist/user/captcha/drawing-queue.js');
  const { presentationOf } = await import('../dist/user/captcha/presentations/index.js');
  const { Challenge } = await import('../dist/user/captcha/challenge.js');
  const { NO_RECIPIENT } = await import('../dist/user/captcha/recipient.js');
  const policy = { length: 6, alphabet: 'letters', lifetime: 180, attempts: 1 };
  const queue = new DrawingQueue();
  const one = async () => {
    const { code, language } = Challenge.issue({
      ...{ type: 'image', use: 'login', tenant: {}, language: 'en', recipient: NO_RECIPIENT },
      ...{ policy, isStrong: false, presentation: name },
    });
    await queue.run(() => presentationOf(name).present(code, language));
    await new Promise((resolve) => setImmediate(resolve));
  };
  const count = 2000;
  for (let i = 0; i < count / 4; i++) await one();
  const before = performance.eventLoopUtilization();
  const cpu = process.cpuUsage();
  for (let i = 0; i < count; i++) await one();
  const { active } = performance.eventLoopUtilization(before);
  const { user, system } = process.cpuUsage(cpu);
  return {
    presentation: name,
    'loop busy ms/drawing': (active / count).toFixed(3),
    'CPU ms/drawing': ((user + system) / 1000 / count).toFixed(3),
  };
}

if (process.argv[2] === 'flood') {
  const [base, connections, body] = process.argv.slice(3);
  await flood(base, Number(connections), JSON.parse(body));
} else {
  globalThis.console.table([await cost('image'), await cost('audio')]);
  const { child, base } = await startService();
  try {
    const spoken = { ...IMAGE, presentation: 'audio' };
    await scenario(base, 32, IMAGE); // warm
    const rows = [await scenario(base, 0)];
    for (const connections of [64, 256, 512]) rows.push(await scenario(base, connections, IMAGE));
    for (const connections of [64, 512]) rows.push(await scenario(base, connections, spoken));
    globalThis.console.table(rows);
  } finally {
    child.kill('SIGKILL');
  }
}
