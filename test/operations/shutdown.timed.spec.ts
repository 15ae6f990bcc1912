import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { CAPTCHA, LIFTED } from '../support/app.js';
import { figure } from '../attack/support/on-both-stores.js';
import { type Answers, Client, count, post } from './support/load.js';
import { Service } from './support/service.js';

const CONNECTIONS = 200;
const IMAGE = post(CAPTCHA, { use: 'login', type: 'image' });
const VERIFY = post(`${CAPTCHA}/verify`, {
  use: 'login',
  type: 'image',
  codeID: 'AAAAAAAAAAAAAAAAAAAA',
  code: 'ACDEFH',
});

describe('REL-07: the service, told to end', { timeout: 60_000 }, () => {
  const services: Service[] = [];
  afterEach(async () => {
    for (const service of services.splice(0)) await service.stop();
  });
  const start = async (env = {}, file?: string): Promise<Service> => {
    const service = await Service.start({ ...LIFTED, ...env }, file);
    services.push(service);
    return service;
  };

  it('drops none of the requests of 200 keep-alive connections, and ends within 10 s by the signal', async () => {
    const service = await start({ SHUTDOWN_GRACE: '3' });
    const answers: Answers = new Map();
    const failures: string[] = [];
    // What a balancer knows: it asks every 200 ms, and sends nothing once the answer is no.
    let isReady = true;
    let killedAt = Infinity;
    let readyUntil = 0;
    const ask = async (): Promise<void> => {
      while (isReady) {
        const status = await fetch(`${service.url}/health/ready`).then(
          (response) => response.status,
          () => 0,
        );
        if (status !== 200) {
          isReady = false;
          readyUntil = performance.now();
        }
        await sleep(200);
      }
    };
    const work = async (n: number): Promise<void> => {
      const client = new Client(service.port);
      while (isReady) {
        await client.send(n % 2 ? IMAGE : VERIFY).then(
          (status) => count(answers, status),
          (error: Error) =>
            failures.push(`${error.message} after ${Math.round(performance.now() - killedAt)} ms`),
        );
      }
      client.close();
    };
    const load = Promise.all([ask(), ...Array.from({ length: CONNECTIONS }, (_, n) => work(n))]);
    await sleep(3000);
    const before = [...answers.values()].reduce((sum, n) => sum + n, 0);
    killedAt = performance.now();
    service.kill('SIGTERM');
    await load;
    const { code, signal, afterMs } = await service.end();
    figure(
      `REL-07: ${CONNECTIONS} connections, ${before} answers before and ${[...answers.values()].reduce((sum, n) => sum + n, 0) - before} after SIGTERM; ` +
        `not ready after ${Math.round(readyUntil - killedAt)} ms; dropped ${failures.length}; ended after ${Math.round(afterMs)} ms with ${code ?? signal}`,
    );
    expect(failures).toEqual([]);
    expect([...answers.keys()].sort()).toEqual([200, 400]);
    expect(afterMs).toBeLessThan(10_000);
    expect(code ?? signal).toBe('SIGTERM');
  });

  it('answers a request that was under way, even one that takes longer than the grace', async () => {
    const service = await start({ SHUTDOWN_GRACE: '0' });
    const client = new Client(service.port);
    // A request whose last byte comes late is under way.
    const [head = '', tail = ''] = [IMAGE.slice(0, -5), IMAGE.slice(-5)];
    const answer = client.send(head);
    await sleep(500);
    service.kill('SIGTERM');
    await sleep(1000);
    client['socket']?.write(tail);
    expect(await answer).toBe(200);
    client.close();
    expect((await service.end()).afterMs).toBeLessThan(10_000);
  });

  it('waits for a handler that hangs no longer than 6.5 s after the grace', async () => {
    const service = await start({ SHUTDOWN_GRACE: '1' });
    const client = new Client(service.port);
    const hanging = client.send(IMAGE.slice(0, -5)).catch(() => 0);
    await sleep(300);
    service.kill('SIGTERM');
    const { code, signal, afterMs } = await service.end();
    await hanging;
    figure(
      `REL-07: with a request that never ends: ended after ${Math.round(afterMs)} ms with ${code ?? signal}`,
    );
    expect(code).toBe(143);
    expect(afterMs).toBeLessThan(10_000);
  });

  it('answers a delivery that hangs at both vendors of a failover before it ends', async () => {
    const hanging = createServer().listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const { port } = hanging.address() as AddressInfo;
    const smtp = `smtp://127.0.0.1:${port}?from=a@b.example`;
    const service = await start({ SHUTDOWN_GRACE: '1', MAIL_DSN: `failover(${smtp} ${smtp})` });
    const client = new Client(service.port);
    const connected = once(hanging, 'connection');
    const answer = client.send(post(CAPTCHA, { use: 'login', type: 'email', account: 'joe@example.com' }));
    await connected;
    service.kill('SIGTERM');
    expect(await answer).toBe(504);
    client.close();
    const { code, signal, afterMs } = await service.end();
    hanging.close();
    figure(
      `REL-07: with a delivery that hangs at two vendors: ended after ${Math.round(afterMs)} ms with ${code ?? signal}`,
    );
    expect(code ?? signal).toBe('SIGTERM');
    expect(afterMs).toBeLessThan(10_000);
  });

  it('ends at once when it is told again', async () => {
    const service = await start({ SHUTDOWN_GRACE: '30' });
    service.kill('SIGTERM');
    await service.said(/shutting down/);
    service.kill('SIGTERM');
    const { code, afterMs } = await service.end();
    expect(code).toBe(143);
    expect(afterMs).toBeLessThan(2000);
  });

  it('ends at Ctrl-C as it does at SIGTERM', async () => {
    const service = await start({ SHUTDOWN_GRACE: '0' });
    service.kill('SIGINT');
    const { code, signal } = await service.end();
    expect(code ?? signal).toBe('SIGINT');
  });
});
