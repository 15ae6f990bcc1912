// `npm run bench:http`: how much of what Node itself can do is left when everything is on.
// One core serves, the other one asks. Rounds are interleaved, so that a noisy machine is noisy for all; only ratios
// within one round are compared. Needs Linux with two cores, and wrk (Debian package of that name).
import { parseArgs } from 'node:util';
import { load } from './http/load.mjs';
import { startApp, startServer } from './http/servers.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '256' },
    redis: { type: 'string', default: '' },
  },
});
const [rounds, seconds, connections] = [values.rounds, values.seconds, values.connections].map(Number);
const CAPTCHA = '/api/v1/system/user/captcha';

/** What is asked, by name. `path` is ours; the baselines know the name. */
const WORKLOADS = {
  image: { path: CAPTCHA, body: { use: 'login', type: 'image' } },
  verify: {
    path: `${CAPTCHA}/verify`,
    body: { use: 'login', type: 'email', account: 'a@example.com', codeID: 'Y1goJMD3qvs6jZ63QUXN', code: '123456' },
    // An unknown id is a wrong answer: 400.
    isRefusal: true,
  },
  email: { path: CAPTCHA, body: { use: 'login', type: 'email', account: 'p#@example.com' } },
};

const servers = {
  'raw node:http': await startServer(['bench/http/raw.mjs'], { core: 0 }),
  'bare Fastify': await startServer(['bench/http/bare-fastify.mjs'], { core: 0 }),
  'ours, memory': await startApp({ core: 0 }),
  ...(values.redis && { 'ours, Redis': await startApp({ core: 0, env: { REDIS_URL: values.redis } }) }),
};

const rows = [];
for (const [workload, { path, body, isRefusal }] of Object.entries(WORKLOADS)) {
  for (let round = -1; round < rounds; round++) {
    for (const [name, server] of Object.entries(servers)) {
      const isOurs = name.startsWith('ours');
      const target = server.url + (isOurs ? path : `/${workload}`);
      const before = server.cpuSeconds();
      // The first round warms up.
      const time = round < 0 ? 3 : seconds;
      const result = await load(target, JSON.stringify(body), { core: 1, connections, seconds: time });
      const cpuUs = ((server.cpuSeconds() - before) / result.requests) * 1e6;
      const refused = isRefusal && isOurs ? result.requests - result.refused : result.refused;
      if (result.socketErrors > 0 || refused > 0) throw new Error(`${name} ${workload}: ${JSON.stringify(result)}`);
      if (round >= 0) rows.push({ workload, name, round, rate: result.requests / result.seconds, cpuUs, p99ms: result.p99ms });
    }
  }
}
await Promise.all(Object.values(servers).map((server) => server.stop()));

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const table = Object.keys(WORKLOADS).flatMap((workload) =>
  Object.keys(servers).map((name) => {
    const own = rows.filter((row) => row.workload === workload && row.name === name);
    const ratios = own.map(({ rate, round }) => {
      const raw = rows.find((row) => row.workload === workload && row.name === 'raw node:http' && row.round === round);
      return rate / raw.rate;
    });
    return {
      workload,
      server: name,
      'best req/s': Math.round(Math.max(...own.map(({ rate }) => rate))),
      '× raw, worst': Math.min(...ratios).toFixed(2),
      '× raw, median': median(ratios).toFixed(2),
      '× raw, best': Math.max(...ratios).toFixed(2),
      'CPU µs/req, least': Math.min(...own.map(({ cpuUs }) => cpuUs)).toFixed(0),
      'p99 ms, median': median(own.map(({ p99ms }) => p99ms)).toFixed(1),
    };
  }),
);
console.log(`${process.version}, ${rounds} rounds of ${seconds} s, ${connections} connections`);
console.table(table);
