import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithCommand, freePort, RedisServer } from '@system-management/challenge-store/testing';
import { expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, UNLIMITED } from '../../support/app.js';
import { post } from '../../support/client.js';
import { ClosedLoop } from '../../support/load/load.js';
import { ServiceProcess } from '../../support/service-process.js';
import { times } from '../../support/vitest/times.js';
import { eventually } from '../../support/wait.js';
import { logMetric } from '../../support/vitest/profile.js';

const CLIENTS = 40;

/** The settings of `deploy/haproxy.cfg` with the ports of this test. */
const proxyConfig = (port: number, servers: readonly ServiceProcess[]): string => `
global
  maxconn 2000
defaults
  mode http
  timeout connect 2s
  timeout check 3s
  timeout client 30s
  timeout server 15s
  option redispatch
  retries 2
  retry-on conn-failure
frontend api
  bind 127.0.0.1:${port}
  default_backend app
backend app
  option httpchk GET /health/ready
  default-server check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
${servers.map((server, n) => `  server app${n} 127.0.0.1:${server.port}`).join('\n')}
`;

describeWithCommand('haproxy', 'REL-08: two instances behind haproxy', () => {
  const startProxy = async (servers: readonly ServiceProcess[]): Promise<number> => {
    const folder = await mkdtemp(join(tmpdir(), 'haproxy-'));
    const port = await freePort();
    const file = join(folder, 'haproxy.cfg');
    await writeFile(file, proxyConfig(port, servers));
    const haproxy: ChildProcess = spawn('haproxy', ['-f', file, '-db'], { stdio: 'ignore' });
    onTestFinished(async () => {
      haproxy.kill('SIGKILL');
      await once(haproxy, 'exit');
      await rm(folder, { recursive: true });
    });
    await eventually(async () =>
      expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).ok).toBe(true),
    );
    return port;
  };

  it('lose at most one request per client when one is killed, and no errors occur 2 s later', async () => {
    const redis = await RedisServer.start();
    onTestFinished(() => redis.stop());
    const services = await Promise.all(
      [0, 1].map(() => ServiceProcess.start({ env: { ...UNLIMITED, REDIS_URL: redis.url } })),
    );
    onTestFinished(async () => void (await Promise.all(services.map((service) => service.stop()))));
    const port = await startProxy(services);
    const errorsAt: number[] = [];
    // Errors by client. Each client has at most one request in flight at the kill.
    const errors = times(CLIENTS, () => 0);
    let answered = 0;
    const request = post(CAPTCHA, { use: 'login', type: 'image' });
    const load = ClosedLoop.start({
      port,
      connections: CLIENTS,
      request: () => request,
      pauseMs: 20,
      onResponse: (reply, client) => {
        if (reply?.status === 200) return void answered++;
        errorsAt.push(performance.now());
        errors[client]!++;
      },
    });
    await load.waitForResponses(100 * CLIENTS);
    const before = { answered, errors: errorsAt.length };
    const inFlightAtKill = load.inFlight;
    const killedAt = performance.now();
    services[0]?.kill('SIGKILL');
    await sleep(6000);
    await load.stop();
    const last = Math.max(0, ...errorsAt.map((at) => at - killedAt));
    logMetric(
      `REL-08: ${before.answered} answers before, ${answered - before.answered} after; ${inFlightAtKill} in flight at the kill, ` +
        `${errorsAt.length - before.errors} errors after it, the last ${Math.round(last)} ms later`,
    );
    expect(before.errors).toBe(0);
    // 'in time' allows a retry: the number of requests to the dead process depends on when the kernel closes its sockets.
    expect(Math.max(...errors), 'in time').toBeLessThanOrEqual(1);
    expect(last, 'in time').toBeLessThan(2000);
    expect(answered).toBeGreaterThan(before.answered);
  });
});
