import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { AttackApp } from '../attack/support/attack-app.js';
import { CAPTCHA } from '../support/app.js';
import { FaultProxy } from './support/fault-proxy.js';

const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };
const UNKNOWN = { ...MAIL, codeID: 'Y1goJMD3qvs6jZ63QUXN', code: '123456' };

/** Where a request takes several steps in sequence, each stays below its own timeout of 0.7 s. */
describeWithRedis('POST …/captcha and …/captcha/verify: slow Redis replies', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  let attack: AttackApp;
  beforeAll(async () => {
    redis = await RedisServer.start();
    proxy = await FaultProxy.start(redis.port);
    attack = await AttackApp.start({
      env: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` },
      limits: { stepUp: { perAccountHour: 0, perAddressHour: 1_000_000 } },
    });
  });
  afterEach(() => proxy.setFault({ mode: 'none' }));
  afterAll(async () => {
    await attack.close();
    await proxy.close();
    await redis.stop();
  });

  it.each([
    ['an image, in two steps', 600, CAPTCHA, { use: 'login', type: 'image' }],
    ['an answer, in one step', 750, `${CAPTCHA}/verify`, UNKNOWN],
    ['a code by e-mail with a required image, in three steps', 300, CAPTCHA, MAIL],
  ])('answers 503 within the deadline to a request for %s', async (_what, ms, path, body) => {
    await proxy.setFault({ mode: 'latency', ms });
    const began = performance.now();
    const response = await attack.app.post(path, body);
    expect(performance.now() - began, 'in time').toBeLessThan(1000);
    expect(response).toMatchObject({
      status: 503,
      body: { data: { retryAfter: 1 } },
    });
  });

  it('serves a request whose steps end within the deadline', async () => {
    await proxy.setFault({ mode: 'latency', ms: 100 });
    const { body } = await attack.app.post(CAPTCHA, MAIL);
    expect(body.data).toMatchObject({ reason: 'required' });
  });
});
