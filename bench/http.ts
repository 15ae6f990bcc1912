import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from './http/load.js';
import { print, printTable } from './print-table.js';
import { quantile } from '../test/support/load/statistics.js';
import { CAPTCHA, EMAIL, IMAGE, UNKNOWN_CODE, VERIFY } from './requests.js';
import type { ServiceProcess } from '../test/support/service-process.js';
import { startApp, startBaseline } from './servers.js';

// `npm run bench:http`: requests per second of the application with all features, compared with plain Node. One core serves,
// the other generates load; with `--both-cores` both do both. Rounds are interleaved, so that other load on the machine affects
// all servers alike; only ratios within one round are compared. Latency is not measured: in a closed loop it is the number of
// connections divided by the rate (see `bench:open-loop`).
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    /** Seconds of load before the first round: Node compiles busy functions for about 15 s. */
    warmup: { type: 'string', default: '15' },
    /** Servers use both cores, and share them with the load generator. */
    'both-cores': { type: 'boolean', default: false },
    // A failed verification is delayed to the next timing quantum. Few connections in a closed loop would measure that.
    connections: { type: 'string', default: '256' },
    /** Also measures with this Redis URL. */
    redis: { type: 'string', default: '' },
    /** Built checkouts to measure in the same run: `--beside ../before`. */
    beside: { type: 'string', multiple: true, default: [] },
  },
});
const [rounds, seconds, warmup, connections] = [
  Number(values.rounds),
  Number(values.seconds),
  Number(values.warmup),
  Number(values.connections),
];
const isPinned = !values['both-cores'];
const pinned = isPinned ? { core: 0 } : {};

const RAW = 'raw node:http';

interface Workload {
  /** Path in the application; the baselines serve `/{name of the workload}`. */
  readonly path: string;
  readonly body: object;
  /** The application responds with 400. */
  readonly isRefused: boolean;
}
const WORKLOADS: Readonly<Record<string, Workload>> = {
  image: { path: CAPTCHA, body: IMAGE, isRefused: false },
  verify: { path: VERIFY, body: UNKNOWN_CODE, isRefused: true },
  email: { path: CAPTCHA, body: EMAIL, isRefused: false },
};

/** Starts a build of the application with each store. */
async function startBuild(name: string, file?: string): Promise<Record<string, ServiceProcess>> {
  const options = { ...pinned, ...(file && { file }) };
  return {
    [`${name}, memory`]: await startApp(options),
    ...(values.redis && {
      [`${name}, Redis`]: await startApp({ ...options, env: { REDIS_URL: values.redis } }),
    }),
  };
}

const servers: Record<string, ServiceProcess> = {
  [RAW]: await startBaseline('http/raw.js', pinned),
  'bare Fastify': await startBaseline('http/bare-fastify.js', pinned),
  ...(await startBuild('ours')),
};
for (const folder of values.beside)
  Object.assign(servers, await startBuild(`ours, ${basename(folder)}`, join(folder, 'dist/main.js')));

interface Row {
  readonly workload: string;
  readonly name: string;
  readonly round: number;
  readonly rate: number;
  readonly cpuUs: number;
}
const rows: Row[] = [];

for (const [workload, { path, body, isRefused }] of Object.entries(WORKLOADS)) {
  // Round -1 warms up.
  for (let round = -1; round < rounds; round++) {
    for (const [name, server] of Object.entries(servers)) {
      const isOurs = name.startsWith('ours');
      const target = server.url + (isOurs ? path : `/${workload}`);
      const before = server.cpuSeconds();
      const result = await load(target, JSON.stringify(body), {
        ...(isPinned && { core: 1 }),
        connections,
        seconds: round < 0 ? warmup : seconds,
      });
      const cpuUs = ((server.cpuSeconds() - before) / result.requests) * 1e6;
      const unexpected = isRefused && isOurs ? result.requests - result.refused : result.refused;
      if (result.socketErrors > 0 || unexpected > 0)
        throw new Error(`${name}, ${workload}: ${JSON.stringify(result)}`);
      const rate = result.requests / result.seconds;
      if (round >= 0) rows.push({ workload, name, round, rate, cpuUs });
    }
  }
}
await Promise.all(Object.values(servers).map((server) => server.stop()));

const rawRate = ({ workload, round }: Row): number =>
  rows.find((row) => row.workload === workload && row.name === RAW && row.round === round)!.rate;

print(
  `Node ${process.version}, ${rounds} rounds of ${seconds} s, ${connections} connections, ${isPinned ? 'one core' : 'both cores'}`,
);
printTable(
  ['request', 'server', 'best req/s', '× raw worst', 'median', 'best', 'CPU µs, min'],
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
      ];
    }),
  ),
);
