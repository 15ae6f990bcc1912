import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithCommand, freePort, RedisServer } from '@system-management/challenge-store/testing';
import { expect, it, onTestFinished } from 'vitest';
import { figure } from '../attack/support/on-both-stores.js';
import { CAPTCHA, LIFTED } from '../support/app.js';
import { Client, post } from './support/load.js';
import { Service } from './support/service.js';

/** As `deploy/haproxy.cfg`, with the ports of this test. */
const proxyConfig = (port: number, servers: readonly Service[]): string => `
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
  const proxied = async (servers: readonly Service[]): Promise<number> => {
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
    for (let n = 0; n < 100; n++) {
      const isUp = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isUp) return port;
      await sleep(100);
    }
    throw new Error('haproxy does not answer');
  };

  it('lose only what the killed one had under way, and the errors are gone within 2 s', async () => {
    const redis = await RedisServer.start();
    onTestFinished(() => redis.stop());
    const services = await Promise.all([0, 1].map(() => Service.start({ ...LIFTED, REDIS_URL: redis.url })));
    onTestFinished(async () => void (await Promise.all(services.map((service) => service.stop()))));
    const port = await proxied(services);
    const request = post(CAPTCHA, { use: 'login', type: 'image' });
    const errorsAt: number[] = [];
    // Of one client: it never has more than one request under way, and until the kernel has buried the process, which
    // takes a while on a busy machine, requests still reach its connections.
    let mostErrors = 0;
    let answered = 0;
    let underWay = 0;
    let isOver = false;
    const work = async (): Promise<void> => {
      const client = new Client(port);
      let errors = 0;
      while (!isOver) {
        underWay++;
        const status = await client.send(request).catch(() => 0);
        underWay--;
        if (status === 200) answered++;
        else {
          errorsAt.push(performance.now());
          mostErrors = Math.max(mostErrors, ++errors);
        }
        await sleep(20);
      }
      client.close();
    };
    const load = Promise.all(Array.from({ length: 40 }, work));
    await sleep(4000);
    const before = { answered, errors: errorsAt.length };
    const underWayThen = underWay;
    const killedAt = performance.now();
    services[0]?.kill('SIGKILL');
    await sleep(6000);
    isOver = true;
    await load;
    const last = Math.max(0, ...errorsAt.map((at) => at - killedAt));
    figure(
      `REL-08: ${before.answered} answers before, ${answered - before.answered} after; ${underWayThen} under way at the kill, ` +
        `${errorsAt.length - before.errors} errors after it, the last ${Math.round(last)} ms later`,
    );
    expect(before.errors).toBe(0);
    expect(mostErrors).toBeLessThanOrEqual(1);
    expect(last).toBeLessThan(2000);
    expect(answered).toBeGreaterThan(before.answered);
  }, 90_000);
});
