// `npm run bench:soak -- --minutes 30 --rate 200`: whether the service needs more and more for the same work. Ends with
// 1 when its memory grows by a MiB or more in ten minutes, or when it keeps more files and sockets open. Needs Linux with
// two cores.
import { parseArgs } from 'node:util';
import { post } from '../test/support/client.js';
import { OpenLoop } from '../test/support/load/load.js';
import { quantile } from '../test/support/load/statistics.js';
import { print, printTable } from './print-table.js';
import { CAPTCHA, IMAGE, UNKNOWN_CODE, VERIFY } from './requests.js';
import { moveToCore, startApp } from './servers.js';
import { floorsOf, growthOf, mostHandles, type Sample } from './soak/growth.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    /** Requests a second. */
    rate: { type: 'string', default: '200' },
    /** URL of a Redis; without it codes are kept in memory. */
    redis: { type: 'string', default: '' },
  },
});
const minutes = Number(values.minutes);
const perSecond = Number(values.rate);
/** A third warms up: caches fill, the heap finds its size, codes begin to die as fast as they are made. */
const WARM_UP = 1 / 3;
const SAMPLE_MS = 2000;
/** Samples whose least counts as one. */
const WINDOW = 15;
const MOST_MIB = 1;
const ACCOUNTS = 2000;

/** Pictures, mails and wrong answers in turns. */
function request(n: number): string {
  const account = `p${n % ACCOUNTS}@example.com`;
  if (n % 3 === 0) return post(CAPTCHA, IMAGE);
  if (n % 3 === 1) return post(CAPTCHA, { use: 'login', type: 'email', account });
  return post(VERIFY, { ...UNKNOWN_CODE, account });
}

moveToCore(1);
const server = await startApp({ core: 0, env: { REDIS_URL: values.redis } });
const samples: Sample[] = [];
const began = performance.now();
const sampling = setInterval(() => {
  const minute = (performance.now() - began) / 60_000;
  samples.push({ minute, mib: server.rssMib(), handles: server.openHandles() });
}, SAMPLE_MS);
const loop = new OpenLoop({ port: server.port, request, isPoisson: true, connections: 64 });
const result = await loop.run(perSecond, minutes * 60_000);
loop.close();
clearInterval(sampling);
await server.stop();

const warm = samples.filter(({ minute }) => minute >= minutes * WARM_UP);
if (warm.length === 0) throw new Error(`too short to look even once, which is done every ${SAMPLE_MS} ms`);
const floors = floorsOf(warm, WINDOW);
const per10 = growthOf(floors) * 10;
const [first, second] = mostHandles(warm);

print(`${process.version}, ${minutes} min at ${perSecond} requests/s, ${values.redis ? 'Redis' : 'memory'}`);
printTable(
  ['minute', 'RSS MiB, least', 'handles'],
  floors.map(({ minute, mib, handles }) => [minute.toFixed(1), mib.toFixed(1), String(handles)]),
);
print(`answers ${String(result)}, p99 ${quantile(result.all, 0.99).toFixed(1)} ms`);
print(
  `RSS ${per10 >= 0 ? '+' : ''}${per10.toFixed(2)} MiB per 10 min after warm-up; handles at most ${first}, then ${second}`,
);
if (minutes < 30) print('Too short to prove anything: a heap takes many minutes to find its size.');
const isBroken = result.count(0) > 0;
if (!(per10 < MOST_MIB) || second > first + 2 || isBroken) process.exitCode = 1;
