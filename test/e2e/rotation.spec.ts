import { randomBytes } from 'node:crypto';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';

const VERIFY = `${CAPTCHA}/verify`;
const [k1, k2] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`);

/** SEC-43, as instances come and go while the operator rotates: add k2, put it first, drop k1. */
describeWithRedis('The rotation of SECRET_KEYS', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());

  const instance = async (keys: string): Promise<TestApp> => {
    const app = await TestApp.start({ env: { ...UNLIMITED, REDIS_URL: redis.url, SECRET_KEYS: keys } });
    onTestFinished(() => app.close());
    return app;
  };
  const issue = async (app: TestApp, wish: Record<string, string>) => {
    const { body } = await app.post<{ codeID: string }>(CAPTCHA, wish);
    const { code } = await app.delivered(body.data.codeID);
    return { ...wish, codeID: body.data.codeID, code };
  };

  it.each([
    ['image', { use: 'login', type: 'image' }],
    ['email', { use: 'login', type: 'email', account: 'jane@example.com' }],
  ])('fails no verification of an %s code, whichever instance issued it', async (_type, wish) => {
    const [before, added, swapped, after] = [
      await instance(`${k1}`),
      await instance(`${k1},${k2}`),
      await instance(`${k2},${k1}`),
      await instance(`${k2}`),
    ];
    for (const [issuer, verifier] of [
      [before, added],
      [before, swapped],
      [added, before],
      [added, swapped],
      [swapped, added],
      [swapped, after],
      [after, swapped],
    ] as const) {
      const right = await issue(issuer, wish);
      expect((await verifier.post(VERIFY, right)).body.code).toBe(0);
      expect((await issuer.post(VERIFY, right)).body.code).toBe(1000005);
    }
  });

  it('ends the codes of a key that is dropped, and nothing else', async () => {
    const [old, next] = [await instance(`${k1}`), await instance(`${k2}`)];
    const wish = { use: 'login', type: 'email', account: 'joan@example.com' };
    const right = await issue(old, wish);
    expect((await next.post(VERIFY, right)).body.code).toBe(1000005);
    expect((await next.post(VERIFY, await issue(next, wish))).body.code).toBe(0);
  });
});
