import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from './http/load.js';
import { print, printTable } from './print-table.js';
import { quantile } from '../test/support/load/statistics.js';
import { CAPTCHA, IMAGE, UNKNOWN_CODE, VERIFY } from './requests.js';
import type { ServiceProcess } from '../test/support/service-process.js';
import { startApp, startBaseline } from './servers.js';

// `npm run bench:http`: how much of what Node itself can do is left when everything is on. One core serves, the other
// asks. Rounds are interleaved, so that a noisy machine is noisy for all; only ratios within one round are compared.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    // A failed verification waits for its beat of 3 ms: with few connections a closed loop would measure that.
    connections: { type: 'string', default: '256' },
    /** URL of a Redis to measure over, too. */
    redis: { type: 'string', default: '' },
    /** Other checkouts, built, to measure in the same run: `--beside ../before`. */
    beside: { type: 'string', multiple: true, default: [] },
  },
});
const [rounds, seconds, connections] = [values.rounds, values.seconds, values.connections].map(Number) as [
  number,
  number,
  number,
];

const RAW = 'raw node:http';

interface Workload {
  /** Ours; the baselines know the name. */
  readonly path: string;
  readonly body: object;
  /** Ours answers 400. */
  readonly isRefusal: boolean;
}
const WORKLOADS: Readonly<Record<string, Workload>> = {
  image: { path: CAPTCHA, body: IMAGE, isRefusal: false },
  verify: { path: VERIFY, body: UNKNOWN_CODE, isRefusal: true },
  email: {
    path: CAPTCHA,
    body: { use: 'login', type: 'email', account: 'p#@example.com' },
    isRefusal: false,
  },
};

const servers: Record<string, ServiceProcess> = {
  [RAW]: await startBaseline('http/raw.js', { core: 0 }),
  'bare Fastify': await startBaseline('http/bare-fastify.js', { core: 0 }),
  'ours, memory': await startApp({ core: 0 }),
  ...(values.redis && { 'ours, Redis': await startApp({ core: 0, env: { REDIS_URL: values.redis } }) }),
};
for (const folder of values.beside) {
  servers[`ours, ${basename(folder)}`] = await startApp({ core: 0, file: join(folder, 'dist/main.js') });
}

interface Row {
  readonly workload: string;
  readonly name: string;
  readonly round: number;
  readonly rate: number;
  readonly cpuUs: number;
  readonly p99ms: number;
}
const rows: Row[] = [];

for (const [workload, { path, body, isRefusal }] of Object.entries(WORKLOADS)) {
  // The first round warms up.
  for (let round = -1; round < rounds; round++) {
    for (const [name, server] of Object.entries(servers)) {
      const isOurs = name.startsWith('ours');
      const target = server.url + (isOurs ? path : `/${workload}`);
      const before = server.cpuSeconds();
      const result = await load(target, JSON.stringify(body), { core: 1, connections, seconds });
      const cpuUs = ((server.cpuSeconds() - before) / result.requests) * 1e6;
      const unexpected = isRefusal && isOurs ? result.requests - result.refused : result.refused;
      if (result.socketErrors > 0 || unexpected > 0)
        throw new Error(`${name}, ${workload}: ${JSON.stringify(result)}`);
      const rate = result.requests / result.seconds;
      if (round >= 0) rows.push({ workload, name, round, rate, cpuUs, p99ms: result.p99ms });
    }
  }
}
await Promise.all(Object.values(servers).map((server) => server.stop()));

const rawRate = ({ workload, round }: Row): number =>
  rows.find((row) => row.workload === workload && row.name === RAW && row.round === round)!.rate;

print(`Node ${process.version}, ${rounds} rounds of ${seconds} s, ${connections} connections`);
printTable(
  ['asked for', 'server', 'best req/s', '× raw worst', 'median', 'best', 'CPU µs, least', 'p99 ms, median'],
  Object.keys(WORKLOADS).flatMap((workload) =>
    Object.keys(servers).map((name) => {
      const own = rows.filter((row) => row.workload === workload && row.name === name);
      const ratios = own.map((row) => row.rate / rawRate(row));
      return [
        workload,
        name,
        Math.max(...own.map(({ rate }) => rate)).toFixed(0),
        Math.min(...ratios).toFixed(2),
        quantile(ratios, 0.5).toFixed(2),
        Math.max(...ratios).toFixed(2),
        Math.min(...own.map(({ cpuUs }) => cpuUs)).toFixed(0),
        quantile(
          own.map(({ p99ms }) => p99ms),
          0.5,
        ).toFixed(1),
      ];
    }),
  ),
);
