import { closeRedis, openRedis } from '@system-management/challenge-store';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Environment } from '../../../src/config/settings.js';
import { Shutdown } from '../../../src/operations/lifecycle/shutdown.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../../support/app.js';
import { eventually } from '../../support/wait.js';

interface Health {
  readonly status: string;
  readonly details?: Readonly<Record<string, object>>;
}

const start = async (env: Environment = {}): Promise<TestApp> => {
  const app = await TestApp.start({ env: { ...UNLIMITED, ...env } });
  onTestFinished(() => app.close());
  return app;
};
const probe = async ({ url }: TestApp, name: 'live' | 'ready') => {
  const response = await fetch(`${url}/health/${name}`);
  return { status: response.status, body: (await response.json()) as Health };
};
const UP = { status: 'up' };

describe('GET /health/ready and /health/live', () => {
  it('report liveness, and readiness by component', async () => {
    const app = await start();
    expect(await probe(app, 'live')).toEqual({ status: 200, body: { status: 'ok' } });
    const { status, body } = await probe(app, 'ready');
    expect(status).toBe(200);
    expect(body.status).toBe('ok');
    expect(body.details).toEqual({ server: UP, tenants: UP, store: UP, mail: UP, sms: UP });
  });

  it('report not ready but alive during shutdown', async () => {
    const app = await start();
    await app.nest.get(Shutdown).beforeApplicationShutdown();
    const { status, body } = await probe(app, 'ready');
    expect([status, body.status]).toEqual([503, 'error']);
    expect(body.details).toMatchObject({ server: { status: 'down' }, store: UP });
    expect((await probe(app, 'live')).status).toBe(200);
  });

  it('leave requests served during shutdown, with Connection: close', async () => {
    const app = await start();
    const before = await app.post(CAPTCHA, { use: 'login', type: 'image' });
    await app.nest.get(Shutdown).beforeApplicationShutdown();
    const after = await app.post(CAPTCHA, { use: 'login', type: 'image' });
    expect([before.status, before.headers.get('connection')]).toEqual([200, 'keep-alive']);
    expect([after.status, after.headers.get('connection')]).toEqual([200, 'close']);
  });

  it('report an unreachable mail server as degraded with status 200', async () => {
    const app = await start({ MAIL_DSN: 'smtp://127.0.0.1:1?from=a@b.example' });
    const send = (n: number) =>
      app.post(CAPTCHA, { use: 'login', type: 'email', account: `a${n}@example.com` });
    for (let n = 0; n < 4; n++) expect((await send(n)).body.code).toBe(1000100);
    expect((await probe(app, 'ready')).body.details).toMatchObject({ mail: UP });
    await send(4);
    const { status, body } = await probe(app, 'ready');
    expect([status, body.status]).toEqual([200, 'degraded']);
    expect(body.details).toMatchObject({ mail: { status: 'degraded' }, sms: UP });
  });
});

describeWithRedis('GET /health/ready with Redis', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await RedisServer.start();
  });
  afterEach(() => redis.stop());

  it('REL-13: answers 503 and names only the component while Redis is down; /health/live stays 200', async () => {
    const app = await start({ REDIS_URL: redis.url });
    expect((await probe(app, 'ready')).status).toBe(200);
    await redis.kill();
    await eventually(async () => expect((await probe(app, 'ready')).status).toBe(503));
    const { body } = await probe(app, 'ready');
    expect(body.details).toEqual({
      server: UP,
      tenants: UP,
      store: { status: 'down' },
      mail: UP,
      sms: UP,
    });
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|ECONN|redis/i);
    expect((await probe(app, 'live')).status).toBe(200);
    await redis.restart();
    await eventually(async () => expect((await probe(app, 'ready')).status).toBe(200));
  });

  it('SEC-35: answers 503 after an eviction policy is set on the running Redis', async () => {
    const app = await start({ REDIS_URL: redis.url });
    const client = openRedis(redis.url);
    onTestFinished(() => closeRedis(client));
    await eventually(() => client.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    await eventually(async () => expect((await probe(app, 'ready')).status).toBe(503));
  });
});
