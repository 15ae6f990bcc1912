import { Deadline } from '@system-management/challenge-store';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { Outbox } from '@system-management/messaging';
import { CAPTCHA, TestApp } from '../support/app.js';

/** Counts how often a request begins to wait for the store while it is not waiting already. */
function countWaits(): () => number {
  let waits = 0;
  let pending = 0;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with their instance
  const { begin, end } = Deadline.prototype;
  vi.spyOn(Deadline.prototype, 'begin').mockImplementation(function (this: Deadline) {
    if (pending++ === 0) waits++;
    return begin.call(this);
  });
  vi.spyOn(Deadline.prototype, 'end').mockImplementation(function (this: Deadline) {
    pending--;
    end.call(this);
  });
  return () => waits;
}

describeWithRedis('POST …/captcha with the store in Redis', () => {
  let redis: RedisServer;
  let app: TestApp;
  beforeAll(async () => {
    redis = await RedisServer.start();
    app = await TestApp.start({ env: { REDIS_URL: redis.url, TENANTS_FILE: 'config/tenants.yaml' } });
  });
  afterEach(() => void vi.restoreAllMocks());
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  const mail = (account: string) => ({ use: 'login', type: 'email', account });
  const post = async (path: string, body: object) => (await app.post<{ codeID: string }>(path, body)).body;

  it('waits three times for an e-mail, and three times to repeat it', async () => {
    for (const account of ['jane@example.com', 'jane@example.com']) {
      const waits = countWaits();
      expect((await post(CAPTCHA, mail(account))).code).toBe(0);
      expect(waits()).toBe(3);
      vi.restoreAllMocks();
    }
  });

  it('waits twice for an image, and once to verify a code', async () => {
    const issued = countWaits();
    const { codeID } = (await post(CAPTCHA, { use: 'login', type: 'image' })).data;
    expect(issued()).toBe(2);
    vi.restoreAllMocks();
    const code = (await app.nest.get(Outbox).messages({ codeID, waitMs: 1000 }))[0]?.code;
    const verified = countWaits();
    expect((await post(`${CAPTCHA}/verify`, { use: 'login', type: 'image', codeID, code })).code).toBe(0);
    expect(verified()).toBe(1);
  });
});
