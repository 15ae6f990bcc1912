// `npm run bench:open-loop`: latency at a fixed request rate that does not depend on the server's responses. One core
// serves, the other generates load; with `--both-cores` the server may use both. Needs Linux with two cores.
import { parseArgs } from 'node:util';
import { post } from '../test/support/client.js';
import { OpenLoop } from '../test/support/load/load.js';
import { quantile } from '../test/support/load/statistics.js';
import { print, printTable } from './print-table.js';
import { CAPTCHA, IMAGE, UNKNOWN_CODE, VERIFY } from './requests.js';
import { moveToCore, startApp } from './servers.js';

const { values } = parseArgs({
  options: {
    /** Requests per second. */
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '10' },
    /** Seconds at half the rate before the measurement: Node compiles busy functions for about 15 s. */
    warmup: { type: 'string', default: '20' },
    /** The server may also use the core of the load generator. */
    'both-cores': { type: 'boolean', default: false },
    /** `poisson`, or any other value for evenly spaced requests. */
    arrivals: { type: 'string', default: 'poisson' },
    /** Redis URL; empty for the memory store. */
    redis: { type: 'string', default: '' },
  },
});
const perSecond = Number(values.rate);
const seconds = Number(values.seconds);
const isPoisson = values.arrivals === 'poisson';
const WORKLOADS = { image: post(CAPTCHA, IMAGE), verify: post(VERIFY, UNKNOWN_CODE) };

const server = await startApp({
  ...(!values['both-cores'] && { core: 0 }),
  env: { REDIS_URL: values.redis },
});
moveToCore(1);
const rows: string[][] = [];
for (const [workload, request] of Object.entries(WORKLOADS)) {
  const loop = new OpenLoop({ port: server.port, request: () => request, isPoisson });
  await loop.run(perSecond / 2, Number(values.warmup) * 1000);
  const cpuBefore = server.cpuSeconds();
  const result = await loop.run(perSecond, seconds * 1000);
  const cpuShare = (server.cpuSeconds() - cpuBefore) / result.seconds;
  loop.close();
  rows.push([
    workload,
    (result.all.length / result.seconds).toFixed(0),
    ...[0.5, 0.99, 0.999, 1].map((share) => quantile(result.all, share).toFixed(1)),
    `${(100 * cpuShare).toFixed(0)} %`,
    String(result),
  ]);
}
await server.stop();
print(
  `${process.version}, ${perSecond} requests/s for ${seconds} s, ${values.arrivals} arrivals, ${values['both-cores'] ? 'both cores' : 'one core'}`,
);
printTable(
  ['workload', 'responses/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'server CPU', 'responses'],
  rows,
);
