import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { load } from './http/load.js';
import { print, printTable } from './print-table.js';
import { median } from '../test/support/load/statistics.js';
import { CAPTCHA, IMAGE, UNKNOWN_CODE, VERIFY } from './requests.js';
import type { ServiceProcess } from '../test/support/service-process.js';
import { startApp } from './servers.js';

// `npm run bench:instances -- --redis URL`: what a second instance on the same Redis adds. With four cores and more each
// instance and its load have a core of their own, and the rates say it. With fewer the instances share a core; then the
// processor time per request says whether they cost each other anything.
const { values } = parseArgs({
  options: {
    redis: { type: 'string', default: 'redis://127.0.0.1:6379' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    /** Of each instance. */
    connections: { type: 'string', default: '64' },
  },
});
const [rounds, seconds, connections] = [
  Number(values.rounds),
  Number(values.seconds),
  Number(values.connections),
];
const CORES = cpus().length;
const HAVE_ROOM = CORES >= 4;
const WORKLOADS = { image: [CAPTCHA, IMAGE], verify: [VERIFY, UNKNOWN_CODE] } as const;

interface Round {
  readonly rate: number;
  readonly cpuUs: number;
}

const servers = await Promise.all(
  [0, 1].map((n) => startApp({ core: HAVE_ROOM ? n : 0, env: { REDIS_URL: values.redis } })),
);
const rows: string[][] = [];
for (const [workload, [path, body]] of Object.entries(WORKLOADS)) {
  const alone: Round[] = [];
  const both: Round[] = [];
  // The first round warms up.
  for (let round = -1; round < rounds; round++) {
    const [one, two] = [await ask(servers.slice(0, 1), path, body), await ask(servers, path, body)];
    if (round < 0) continue;
    alone.push(one);
    both.push(two);
  }
  const ratios = both.map(({ rate }, round) => rate / alone[round]!.rate);
  for (const [instances, its] of [alone, both].entries()) {
    rows.push([
      workload,
      String(instances + 1),
      median(its.map(({ rate }) => rate)).toFixed(0),
      instances === 0 ? '1.00' : median(ratios).toFixed(2),
      median(its.map(({ cpuUs }) => cpuUs)).toFixed(0),
    ]);
  }
}
await Promise.all(servers.map((server) => server.stop()));
print(`Node ${process.version}, ${CORES} cores, ${rounds} rounds of ${seconds} s`);
printTable(['asked for', 'instances', 'answers/s', '× one', 'CPU µs a request'], rows);

/** Loads all of them at once. */
async function ask(asked: readonly ServiceProcess[], path: string, body: object): Promise<Round> {
  const before = cpuSeconds(asked);
  const results = await Promise.all(
    asked.map(({ url }, n) =>
      load(url + path, JSON.stringify(body), {
        core: HAVE_ROOM ? CORES - 1 - n : CORES - 1,
        connections,
        seconds,
      }),
    ),
  );
  if (results.some(({ socketErrors }) => socketErrors > 0)) throw new Error(JSON.stringify(results));
  const requests = results.reduce((sum, result) => sum + result.requests, 0);
  return {
    rate: results.reduce((sum, result) => sum + result.requests / result.seconds, 0),
    cpuUs: ((cpuSeconds(asked) - before) / requests) * 1e6,
  };
}

function cpuSeconds(asked: readonly ServiceProcess[]): number {
  return asked.reduce((sum, server) => sum + server.cpuSeconds(), 0);
}
