import { randomBytes } from 'node:crypto';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';

const VERIFY = `${CAPTCHA}/verify`;
const [k1, k2] = ['k1', 'k2'].map((id) => `${id}:${randomBytes(32).toString('base64')}`);

/** A rolling rotation by the operator: add k2, put it first, drop k1. */
describeWithRedis('SEC-43: rotation of SECRET_KEYS', () => {
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
  const issue = async (app: TestApp, request: Record<string, string>) => {
    const { body } = await app.post<{ codeID: string }>(CAPTCHA, request);
    const { code } = await app.delivered(body.data.codeID);
    return { ...request, codeID: body.data.codeID, code };
  };

  it.each([
    ['image', { use: 'login', type: 'image' }],
    ['email', { use: 'login', type: 'email', account: 'jane@example.com' }],
  ])('verifies an %s code on instances with the previous or the next key list', async (_type, request) => {
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
      const right = await issue(issuer, request);
      expect((await verifier.post(VERIFY, right)).body.code).toBe(0);
      expect((await issuer.post(VERIFY, right)).body.code).toBe(1000005);
    }
  });

  it('invalidates only the codes of a removed key', async () => {
    const [old, next] = [await instance(`${k1}`), await instance(`${k2}`)];
    const request = { use: 'login', type: 'email', account: 'joan@example.com' };
    const right = await issue(old, request);
    expect((await next.post(VERIFY, right)).body.code).toBe(1000005);
    expect((await next.post(VERIFY, await issue(next, request))).body.code).toBe(0);
  });
});
