import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { load } from './http/load.js';
import { print, printTable } from './print-table.js';
import { median } from '../test/support/load/statistics.js';
import { CAPTCHA, EMAIL, IMAGE, UNKNOWN_CODE, VERIFY } from './requests.js';
import type { ServiceProcess } from '../test/support/service-process.js';
import { startApp } from './servers.js';

// `npm run bench:instances -- --redis URL`: throughput of two instances on one Redis compared with one. With four or more
// cores each instance and its load generator has its own core, and the rates are the result. With fewer cores the instances
// share one, and the CPU time per request shows whether they slow each other down.
const { values } = parseArgs({
  options: {
    redis: { type: 'string', default: 'redis://127.0.0.1:6379' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    /** Per instance. */
    connections: { type: 'string', default: '64' },
  },
});
const [rounds, seconds, connections] = [
  Number(values.rounds),
  Number(values.seconds),
  Number(values.connections),
];
const CORES = cpus().length;
const HAS_OWN_CORES = CORES >= 4;
const WORKLOADS = {
  image: [CAPTCHA, IMAGE],
  verify: [VERIFY, UNKNOWN_CODE],
  email: [CAPTCHA, EMAIL],
} as const;

interface Round {
  readonly rate: number;
  readonly cpuUs: number;
}

const servers = await Promise.all(
  [0, 1].map((n) => startApp({ core: HAS_OWN_CORES ? n : 0, env: { REDIS_URL: values.redis } })),
);
const rows: string[][] = [];
for (const [workload, [path, body]] of Object.entries(WORKLOADS)) {
  const alone: Round[] = [];
  const both: Round[] = [];
  // Round -1 warms up.
  for (let round = -1; round < rounds; round++) {
    const [one, two] = [await measure(servers.slice(0, 1), path, body), await measure(servers, path, body)];
    if (round < 0) continue;
    alone.push(one);
    both.push(two);
  }
  const ratios = both.map(({ rate }, round) => rate / alone[round]!.rate);
  for (const [i, measured] of [alone, both].entries()) {
    rows.push([
      workload,
      String(i + 1),
      median(measured.map(({ rate }) => rate)).toFixed(0),
      i === 0 ? '1.00' : median(ratios).toFixed(2),
      median(measured.map(({ cpuUs }) => cpuUs)).toFixed(0),
    ]);
  }
}
await Promise.all(servers.map((server) => server.stop()));
print(`Node ${process.version}, ${CORES} cores, ${rounds} rounds of ${seconds} s`);
printTable(['request', 'instances', 'responses/s', '× one', 'CPU µs per request'], rows);

/** Loads the given instances at the same time. */
async function measure(instances: readonly ServiceProcess[], path: string, body: object): Promise<Round> {
  const before = cpuSeconds(instances);
  const results = await Promise.all(
    instances.map(({ url }, n) =>
      load(url + path, JSON.stringify(body), {
        core: HAS_OWN_CORES ? CORES - 1 - n : CORES - 1,
        connections,
        seconds,
      }),
    ),
  );
  if (results.some(({ socketErrors }) => socketErrors > 0)) throw new Error(JSON.stringify(results));
  const requests = results.reduce((sum, result) => sum + result.requests, 0);
  return {
    rate: results.reduce((sum, result) => sum + result.requests / result.seconds, 0),
    cpuUs: ((cpuSeconds(instances) - before) / requests) * 1e6,
  };
}

function cpuSeconds(instances: readonly ServiceProcess[]): number {
  return instances.reduce((sum, server) => sum + server.cpuSeconds(), 0);
}
