// `npm run bench:open-loop`: how late answers are at a given rate, whatever the server makes of it. One core serves, the
// other one asks. Needs Linux with two cores.
import { parseArgs } from 'node:util';
import { moveToCore, openLoop, type Request } from './open-loop/generator.js';
import { print, printTable } from './print-table.js';
import { quantile } from './quantile.js';
import { CAPTCHA, IMAGE, UNKNOWN_CODE, VERIFY } from './requests.js';
import { startApp } from './servers.js';

const { values } = parseArgs({
  options: {
    /** Requests a second. */
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '10' },
    /** Anything but `poisson` is evenly. */
    arrivals: { type: 'string', default: 'poisson' },
    /** URL of a Redis; without it codes are kept in memory. */
    redis: { type: 'string', default: '' },
  },
});
const perSecond = Number(values.rate);
const seconds = Number(values.seconds);
const isPoisson = values.arrivals === 'poisson';
const WORKLOADS: Readonly<Record<string, Request>> = {
  image: { path: CAPTCHA, body: IMAGE },
  verify: { path: VERIFY, body: UNKNOWN_CODE },
};

moveToCore(1);
const server = await startApp({ core: 0, env: { REDIS_URL: values.redis } });
const rows: string[][] = [];
for (const [workload, one] of Object.entries(WORKLOADS)) {
  const options = { request: () => one, isPoisson };
  await openLoop(server.url, { ...options, perSecond: perSecond / 4, seconds: 3 });
  const cpuBefore = server.cpuSeconds();
  const result = await openLoop(server.url, { ...options, perSecond, seconds });
  const cpuShare = (server.cpuSeconds() - cpuBefore) / result.seconds;
  rows.push([
    workload,
    (result.latencies.length / result.seconds).toFixed(0),
    ...[0.5, 0.99, 0.999, 1].map((share) => quantile(result.latencies, share).toFixed(1)),
    `${(100 * cpuShare).toFixed(0)} %`,
    JSON.stringify(result.statuses),
  ]);
}
await server.stop();
print(`${process.version}, ${perSecond} requests/s for ${seconds} s, ${values.arrivals} arrivals`);
printTable(
  ['workload', 'answers/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'server CPU', 'statuses'],
  rows,
);
