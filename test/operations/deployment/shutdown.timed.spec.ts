import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, type TestContext } from 'vitest';
import { CAPTCHA, UNLIMITED } from '../../support/app.js';
import { Client, post } from '../../support/client.js';
import { ClosedLoop } from '../../support/load/load.js';
import { type ServiceOptions, ServiceProcess } from '../../support/service-process.js';
import { logMetric } from '../../support/vitest/profile.js';

const CONNECTIONS = 200;
const IMAGE = post(CAPTCHA, { use: 'login', type: 'image' });
const VERIFY = post(`${CAPTCHA}/verify`, {
  use: 'login',
  type: 'image',
  codeID: 'AAAAAAAAAAAAAAAAAAAA',
  code: 'ACDEFH',
});

const isReady = ({ url }: ServiceProcess): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Sends a request without its last five bytes, and waits until the service has read them. */
async function sendIncomplete(client: Client, service: ServiceProcess): Promise<void> {
  await client.sendPartial(IMAGE.slice(0, -5));
  // A later request is answered after the service has read the earlier bytes.
  await isReady(service);
}

const start = async (
  { onTestFinished }: TestContext,
  { env = {}, ...options }: ServiceOptions,
): Promise<ServiceProcess> => {
  const service = await ServiceProcess.start({ env: { ...UNLIMITED, ...env }, ...options });
  onTestFinished(() => service.stop());
  return service;
};

describe('REL-07: shutdown by a signal', () => {
  it('drops no request of 200 keep-alive connections, and exits by the signal within 10 s', async (test) => {
    const service = await start(test, { env: { SHUTDOWN_GRACE: '3' }, core: 0 });
    const failures: string[] = [];
    let killedAt = Infinity;
    const load = ClosedLoop.start({
      port: service.port,
      connections: CONNECTIONS,
      request: (n) => (n % 2 ? IMAGE : VERIFY),
      onResponse: (reply) => {
        if (!reply) failures.push(`connection closed after ${Math.round(performance.now() - killedAt)} ms`);
      },
    });
    // Load every connection first.
    await load.waitForResponses(10 * CONNECTIONS);
    const before = load.result.all.length;
    killedAt = performance.now();
    service.kill('SIGTERM');
    // A load balancer probes readiness, here every 200 ms, and stops sending once the instance is not ready.
    while (await isReady(service)) await sleep(200);
    const readyUntil = performance.now();
    const { all, statuses } = await load.stop();
    const { code, signal, afterMs } = await service.waitForExit();
    logMetric(
      `REL-07: ${CONNECTIONS} connections, ${before} answers before and ${all.length - before} after SIGTERM; ` +
        `not ready after ${Math.round(readyUntil - killedAt)} ms; dropped ${failures.length}; ended after ${Math.round(afterMs)} ms with ${code ?? signal}`,
    );
    expect(failures).toEqual([]);
    expect(statuses).toEqual([200, 400]);
    expect(afterMs, 'in time').toBeLessThan(10_000);
    expect(code ?? signal).toBe('SIGTERM');
  });

  // Concurrent: these tests wait for timers of the service and use little CPU time.
  describe.concurrent('with at most one request in flight', () => {
    it('answers a request in flight that takes longer than SHUTDOWN_GRACE', async (test) => {
      const service = await start(test, { env: { SHUTDOWN_GRACE: '0' } });
      const client = new Client(service.port);
      // A request with a late last byte is in flight.
      await sendIncomplete(client, service);
      service.kill('SIGTERM');
      await service.waitForLog(/shutting down/);
      await sleep(1000);
      expect((await client.send(IMAGE.slice(-5))).status).toBe(200);
      client.close();
      expect((await service.waitForExit()).afterMs, 'in time').toBeLessThan(10_000);
    });

    it('waits at most 6.5 s after SHUTDOWN_GRACE for a request that never ends', async (test) => {
      const service = await start(test, { env: { SHUTDOWN_GRACE: '1' } });
      const client = new Client(service.port);
      await sendIncomplete(client, service);
      service.kill('SIGTERM');
      const { code, signal, afterMs } = await service.waitForExit();
      client.close();
      logMetric(
        `REL-07: with a request that never ends: ended after ${Math.round(afterMs)} ms with ${code ?? signal}`,
      );
      expect(code).toBe(143);
      expect(afterMs, 'in time').toBeLessThan(10_000);
    });

    it('answers 504 for a delivery that hangs at both vendors of a failover before it exits', async (test) => {
      const hanging = createServer().listen(0, '127.0.0.1');
      await once(hanging, 'listening');
      const { port } = hanging.address() as AddressInfo;
      const smtp = `smtp://127.0.0.1:${port}?from=a@b.example`;
      const service = await start(test, {
        env: { SHUTDOWN_GRACE: '1', MAIL_DSN: `failover(${smtp} ${smtp})` },
      });
      const client = new Client(service.port);
      const connected = once(hanging, 'connection');
      const response = client.send(
        post(CAPTCHA, { use: 'login', type: 'email', account: 'joe@example.com' }),
      );
      await connected;
      service.kill('SIGTERM');
      expect((await response).status).toBe(504);
      client.close();
      const { code, signal, afterMs } = await service.waitForExit();
      hanging.close();
      logMetric(
        `REL-07: with a delivery that hangs at two vendors: ended after ${Math.round(afterMs)} ms with ${code ?? signal}`,
      );
      expect(code ?? signal).toBe('SIGTERM');
      expect(afterMs, 'in time').toBeLessThan(10_000);
    });

    it('exits at once on a second signal', async (test) => {
      const service = await start(test, { env: { SHUTDOWN_GRACE: '30' } });
      service.kill('SIGTERM');
      await service.waitForLog(/shutting down/);
      service.kill('SIGTERM');
      const { code, afterMs } = await service.waitForExit();
      expect(code).toBe(143);
      expect(afterMs, 'in time').toBeLessThan(2000);
    });

    it('handles SIGINT like SIGTERM', async (test) => {
      const service = await start(test, { env: { SHUTDOWN_GRACE: '0' } });
      service.kill('SIGINT');
      const { code, signal } = await service.waitForExit();
      expect(code ?? signal).toBe('SIGINT');
    });
  });
});
