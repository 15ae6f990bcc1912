// `npm run bench:open-loop`: how late answers are at a given rate, whatever the server makes of it. One core serves, the
// other one asks. Needs Linux with two cores.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startApp } from './open-loop/app.mjs';
import { moveToCore, openLoop, quantile } from './open-loop/generator.mjs';
import { say, sayTable } from './open-loop/print.mjs';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '10' },
    arrivals: { type: 'string', default: 'poisson' },
    redis: { type: 'string', default: '' },
  },
});
const [perSecond, seconds] = [values.rate, values.seconds].map(Number);
const CAPTCHA = '/api/v1/system/user/captcha';
const WORKLOADS = {
  image: () => ({ path: CAPTCHA, body: { use: 'login', type: 'image' } }),
  // An unknown id: the answer is 400, and leaves at the next beat of 3 ms.
  verify: () => ({
    path: `${CAPTCHA}/verify`,
    body: {
      use: 'login',
      type: 'email',
      account: 'a@example.com',
      codeID: 'Y1goJMD3qvs6jZ63QUXN',
      code: '123456',
    },
  }),
};

moveToCore(1);
const server = await startApp({ core: 0, env: { REDIS_URL: values.redis } });
const rows = [];
for (const [workload, request] of Object.entries(WORKLOADS)) {
  const options = { request, poisson: values.arrivals === 'poisson' };
  await openLoop(server.url, { ...options, perSecond: perSecond / 4, seconds: 3 });
  const cpuBefore = server.cpuSeconds();
  const result = await openLoop(server.url, { ...options, perSecond, seconds });
  const ms = (share) => quantile(result.latencies, share).toFixed(1);
  rows.push({
    workload,
    'answers/s': Math.round(result.latencies.length / result.seconds),
    'p50 ms': ms(0.5),
    'p99 ms': ms(0.99),
    'p99.9 ms': ms(0.999),
    'max ms': ms(1),
    'server CPU': `${Math.round((100 * (server.cpuSeconds() - cpuBefore)) / result.seconds)} %`,
    statuses: JSON.stringify(result.statuses),
  });
}
await server.stop();
say(`${process.version}, ${perSecond} requests/s for ${seconds} s, ${values.arrivals} arrivals`);
sayTable(rows);
