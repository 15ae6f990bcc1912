// `npm run bench:soak -- --minutes 30 --rate 200`: detects growth of memory and handles under constant load. Exits with 1
// when memory grows by at least 1 MiB in ten minutes, when more files and sockets stay open, or when a connection breaks.
// Needs Linux with two cores.
import { parseArgs } from 'node:util';
import { post } from '../test/support/client.js';
import { OpenLoop } from '../test/support/load/load.js';
import { quantile } from '../test/support/load/statistics.js';
import { print, printTable } from './print-table.js';
import { CAPTCHA, IMAGE, UNKNOWN_CODE, VERIFY } from './requests.js';
import { moveToCore, startApp } from './servers.js';
import { floorsOf, growthOf, maxHandles, type Sample } from './soak/growth.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    /** Requests per second. */
    rate: { type: 'string', default: '200' },
    /** Redis URL; empty for the memory store. */
    redis: { type: 'string', default: '' },
  },
});
const minutes = Number(values.minutes);
const perSecond = Number(values.rate);
/** Share of the run for warm-up: caches fill, the heap reaches its size, challenges expire as fast as they are created. */
const WARM_UP = 1 / 3;
const SAMPLE_MS = 2000;
/** Samples per window; the minimum of a window counts. */
const WINDOW = 15;
const MAX_GROWTH_MIB = 1;
const ACCOUNTS = 2000;

/** Alternates images, e-mails and wrong answers. */
function request(n: number): string {
  const account = `p${n % ACCOUNTS}@example.com`;
  if (n % 3 === 0) return post(CAPTCHA, IMAGE);
  if (n % 3 === 1) return post(CAPTCHA, { use: 'login', type: 'email', account });
  return post(VERIFY, { ...UNKNOWN_CODE, account });
}

const server = await startApp({ core: 0, env: { REDIS_URL: values.redis } });
moveToCore(1);
const samples: Sample[] = [];
const startedAt = performance.now();
const sampling = setInterval(() => {
  const minute = (performance.now() - startedAt) / 60_000;
  samples.push({ minute, mib: server.rssMib(), handles: server.openHandles() });
}, SAMPLE_MS);
const loop = new OpenLoop({ port: server.port, request, isPoisson: true, connections: 64 });
const result = await loop.run(perSecond, minutes * 60_000);
loop.close();
clearInterval(sampling);
await server.stop();

const warm = samples.filter(({ minute }) => minute >= minutes * WARM_UP);
if (warm.length === 0)
  throw new Error(`the run is too short for a sample; the sampling interval is ${SAMPLE_MS} ms`);
const floors = floorsOf(warm, WINDOW);
const per10 = growthOf(floors) * 10;
const [first, second] = maxHandles(warm);

print(`${process.version}, ${minutes} min at ${perSecond} requests/s, ${values.redis ? 'Redis' : 'memory'}`);
printTable(
  ['minute', 'RSS MiB, min', 'handles'],
  floors.map(({ minute, mib, handles }) => [minute.toFixed(1), mib.toFixed(1), String(handles)]),
);
print(`responses ${String(result)}, p99 ${quantile(result.all, 0.99).toFixed(1)} ms`);
print(
  `RSS ${per10 >= 0 ? '+' : ''}${per10.toFixed(2)} MiB per 10 min after warm-up; handles at most ${first}, then ${second}`,
);
if (minutes < 30) print('Not conclusive below 30 minutes: the heap needs many minutes to reach its size.');
const hasBroken = result.count(0) > 0;
if (!(per10 < MAX_GROWTH_MIB) || second > first + 2 || hasBroken) process.exitCode = 1;
