// `npm run bench:soak -- --minutes 30 --rate 200`: whether the service needs more and more for the same work. Ends with
// 1 when its memory grows by a MiB or more in ten minutes, or when it keeps more files and sockets open. Needs Linux with
// two cores.
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { clearInterval, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';
import { startApp } from './open-loop/app.mjs';
import { moveToCore, openLoop, quantile } from './open-loop/generator.mjs';
import { say, sayTable } from './open-loop/print.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    rate: { type: 'string', default: '200' },
    redis: { type: 'string', default: '' },
  },
});
const [minutes, perSecond] = [values.minutes, values.rate].map(Number);
/** A third warms up: caches fill, the heap finds its size, codes begin to die as fast as they are made. */
const WARM_UP = 1 / 3;
const SAMPLE_MS = 2000;
/** Samples whose least counts as one: what is left after a collection. */
const WINDOW = 15;
const MOST_MIB = 1;
const ACCOUNTS = 2000;
const CAPTCHA = '/api/v1/system/user/captcha';

/** Pictures, mails and wrong answers in turns. */
function request(n) {
  const account = `p${n % ACCOUNTS}@example.com`;
  if (n % 3 === 0) return { path: CAPTCHA, body: { use: 'login', type: 'image' } };
  if (n % 3 === 1) return { path: CAPTCHA, body: { use: 'login', type: 'email', account } };
  const codeID = 'Y1goJMD3qvs6jZ63QUXN';
  return {
    path: `${CAPTCHA}/verify`,
    body: { use: 'login', type: 'email', account, codeID, code: '123456' },
  };
}

moveToCore(1);
const server = await startApp({ core: 0, env: { REDIS_URL: values.redis } });
const samples = [];
const began = performance.now();
const sampling = setInterval(() => {
  const minute = (performance.now() - began) / 60_000;
  samples.push({ minute, mib: server.rssMib(), handles: server.handles() });
}, SAMPLE_MS);
const result = await openLoop(server.url, { perSecond, seconds: minutes * 60, request, connections: 64 });
clearInterval(sampling);
await server.stop();

const warm = samples.filter(({ minute }) => minute >= minutes * WARM_UP);
const floors = [];
for (let from = 0; from < warm.length; from += WINDOW) {
  const window = warm.slice(from, from + WINDOW);
  floors.push(window.reduce((least, one) => (one.mib < least.mib ? one : least)));
}
const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const [x, y] = [mean(floors.map(({ minute }) => minute)), mean(floors.map(({ mib }) => mib))];
const slope =
  floors.reduce((sum, { minute, mib }) => sum + (minute - x) * (mib - y), 0) /
  floors.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0);
// From one floor there is no slope.
const per10 = (slope || 0) * 10;
const handles = warm.map((one) => one.handles);
const half = handles.length / 2;
const [first, second] = [handles.slice(0, half), handles.slice(half)].map((part) => Math.max(...part));

say(`${process.version}, ${minutes} min at ${perSecond} requests/s, ${values.redis ? 'Redis' : 'memory'}`);
sayTable(
  floors.map(({ minute, mib, handles: open }) => ({
    minute: minute.toFixed(1),
    'RSS MiB, least': mib.toFixed(1),
    handles: open,
  })),
);
say(`answers ${JSON.stringify(result.statuses)}, p99 ${quantile(result.latencies, 0.99).toFixed(1)} ms`);
say(
  `RSS ${per10 >= 0 ? '+' : ''}${per10.toFixed(2)} MiB per 10 min after warm-up; handles at most ${first}, then ${second}`,
);
if (minutes < 30) say('Too short to prove anything: a heap takes many minutes to find its size.');
const isBroken = result.statuses.broken > 0;
if (!(per10 < MOST_MIB) || second > first + 2 || isBroken) process.exitCode = 1;
