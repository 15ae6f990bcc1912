import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { AttackApp } from '../attack/support/attack-app.js';
import { CAPTCHA } from '../support/app.js';
import { FaultProxy } from './support/fault-proxy.js';

const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };
const UNKNOWN = { ...MAIL, codeID: 'Y1goJMD3qvs6jZ63QUXN', code: '123456' };

/** Each step comes in time by itself (0.7 s); what is asked for takes several, one after the other. */
describeWithRedis('While every answer of Redis is slow', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  let attack: AttackApp;
  beforeAll(async () => {
    redis = await RedisServer.start();
    proxy = await FaultProxy.start(redis.port);
    attack = await AttackApp.start({
      env: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` },
      limits: { stepUp: { perAccountHour: 0, perIpHour: 1_000_000 } },
    });
  });
  afterEach(() => proxy.become({ mode: 'none' }));
  afterAll(async () => {
    await attack.close();
    await proxy.close();
    await redis.stop();
  });

  it.each([
    ['an image, in two steps', 600, CAPTCHA, { use: 'login', type: 'image' }],
    ['an answer, in two steps', 600, `${CAPTCHA}/verify`, UNKNOWN],
    ['a code by e-mail, which needs an image first, in five', 230, CAPTCHA, MAIL],
  ])('a caller who asks for %s is told 503 within its deadline', async (_what, ms, path, body) => {
    await proxy.become({ mode: 'latency', ms });
    const began = performance.now();
    const answer = await attack.app.post(path, body);
    expect(performance.now() - began, 'in time').toBeLessThan(1000);
    expect(answer).toMatchObject({
      status: 503,
      body: { data: { retryAfter: 1 } },
    });
  });

  it('a caller whose steps are quick enough is served', async () => {
    await proxy.become({ mode: 'latency', ms: 100 });
    const { body } = await attack.app.post(CAPTCHA, MAIL);
    expect(body.data).toMatchObject({ reason: 'required' });
  });
});
