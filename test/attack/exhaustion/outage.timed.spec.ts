import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHALLENGE_STORE, RATE_STORE } from '../../../src/storage/storage.module.js';
import { type ApiResponse, CAPTCHA } from '../../support/app.js';
import { AttackApp, wrongCode } from '../support/attack-app.js';
import { CODE, verify } from '../../support/requests.js';
import { waitForRecovery } from '../support/wait-for-recovery.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

/** Time bound on a 503 response, in milliseconds. */
const MAX_ERROR_MS = 1000;
/** Time bound on the recovery after Redis is back, in milliseconds. */
const RECOVERY_MS = 5000;
const USERS = FULL ? 200 : 40;
const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };
const PHONE = { use: 'login', type: 'phone', account: '+8613800138000' };
const IMAGE = { use: 'login', type: 'image' };

/** Two outages of Redis. */
const FAULTS = [
  {
    id: 'REL-01',
    what: 'is killed',
    lose: (redis: RedisServer) => redis.kill(),
    restore: (redis: RedisServer) => redis.restart(),
  },
  {
    id: 'REL-02',
    what: 'hangs',
    lose: async (redis: RedisServer) => redis.pause(),
    restore: async (redis: RedisServer) => redis.resume(),
  },
];

describeWithRedis('REL-01, REL-02: an outage of Redis', () => {
  let redis: RedisServer;
  let attack: AttackApp;
  beforeEach(async () => {
    redis = await RedisServer.start();
    attack = await AttackApp.start({ env: { REDIS_URL: redis.url } });
  });
  afterEach(async () => {
    redis.resume();
    await attack.close();
    await redis.stop();
  });

  /** Expects the contract's 503 within {@link MAX_ERROR_MS}. @returns its milliseconds */
  const expectUnavailable = async (request: () => Promise<ApiResponse>): Promise<number> => {
    const start = performance.now();
    const { status, body, headers } = await request();
    const ms = performance.now() - start;
    expect({ status, ...body }).toEqual({
      status: 503,
      code: CODE.server,
      msg: expect.any(String) as string,
      data: { retryAfter: 1 },
    });
    expect(headers.get('content-type')).toContain('application/json');
    expect(JSON.stringify(body)).not.toMatch(/redis|ECONN|script|command|127\.0\.0\.1/i);
    expect(ms, 'in time').toBeLessThan(MAX_ERROR_MS);
    return ms;
  };

  describe.each(FAULTS)('that $what', ({ id, what, lose, restore }) => {
    it(`${id}: is answered with 503 within a second, sends nothing, and ends without a restart`, async () => {
      const right = await attack.issue(MAIL);
      const image = await attack.issue(IMAGE);
      const before = attack.sent.byId.size;
      const post = (path: string, body: object) => () => attack.app.post(path, body);
      const requests = [
        post(CAPTCHA, MAIL),
        post(CAPTCHA, PHONE),
        post(CAPTCHA, IMAGE),
        post(CAPTCHA, { ...MAIL, codeID: image.codeID, code: image.code }),
        post(`${CAPTCHA}/verify`, { ...right, code: wrongCode(right.code) }),
        post(`${CAPTCHA}/verify`, { ...right, codeID: 'AAAAAAAAAAAAAAAAAAAA' }),
        post(`${CAPTCHA}/verify`, { ...image, code: 'ACDEFH' }),
      ];
      await lose(redis);
      const decided = attack.decisions.length;
      const waits: number[] = [];
      // The first round meets the outage as it begins, the others after it was detected.
      for (let round = 0; round < 3; round++) {
        const requested = Array.from({ length: USERS }, (_, i) =>
          expectUnavailable(requests[i % requests.length]!),
        );
        waits.push(...(await Promise.all(requested)));
      }
      expect(attack.decisions.length).toBe(decided);
      expect(attack.sent.byId.size).toBe(before);
      await restore(redis);
      const [response, ms] = await waitForRecovery(() => attack.app.post(CAPTCHA, MAIL));
      expect(response.status).toBe(200);
      expect(ms, 'in time').toBeLessThan(RECOVERY_MS);
      const fresh = await attack.issue(PHONE);
      expect((await verify(attack, fresh)).body.code).toBe(CODE.ok);
      const longest = Math.round(Math.max(...waits));
      logMetric(
        `${id}: Redis ${what}: ${waits.length} requests, 503 after at most ${longest} ms, 0 sent, served again after ${ms} ms`,
      );
    });
  });

  it('REL-02: accepts a right answer at most once when it is repeated during and after a hang', async () => {
    const right = await attack.issue(MAIL);
    redis.pause();
    const during = await Promise.all(Array.from({ length: 10 }, () => verify(attack, right)));
    expect(during.map(({ status }) => status)).toEqual(during.map(() => 503));
    redis.resume();
    const [first, ms] = await waitForRecovery(() => verify(attack, right));
    expect(ms, 'in time').toBeLessThan(RECOVERY_MS);
    const after = [first];
    for (let i = 0; i < 10; i++) after.push(await verify(attack, right));
    expect(after.filter(({ body }) => body.code === CODE.ok).length).toBeLessThanOrEqual(1);
    expect(after.slice(1).map(({ body }) => body.code)).toEqual(after.slice(1).map(() => CODE.wrong));
  });

  describe('that begins during a request', () => {
    /** Suspends Redis before the next call of the given method of a store. */
    const hangAt = <Step extends string>(store: symbol, step: Step): void => {
      const target = attack.app.nest.get<Record<Step, (...all: unknown[]) => unknown>>(store);
      const original = target[step].bind(target);
      const spy = vi.spyOn(target as Record<string, (...all: unknown[]) => unknown>, step);
      spy.mockImplementationOnce((...all) => {
        redis.pause();
        return original(...all);
      });
    };

    it.each([
      ['reads the account', CHALLENGE_STORE, 'readAccount'],
      ['stores the challenge', CHALLENGE_STORE, 'putShared'],
      ['counts the message', RATE_STORE, 'charge'],
    ])('REL-02: fails an issue within a second when Redis hangs as it %s', async (what, store, step) => {
      hangAt(store, step);
      const ms = await expectUnavailable(() => attack.app.post(CAPTCHA, MAIL));
      expect(attack.sent.byId.size).toBe(0);
      logMetric(`REL-02: Redis hangs as it ${what}: 503 after ${Math.round(ms)} ms`);
    });

    it('REL-02: fails a verification within a second when Redis hangs as it compares', async () => {
      const right = await attack.issue(MAIL);
      hangAt(CHALLENGE_STORE, 'attempt');
      const ms = await expectUnavailable(() => verify(attack, right));
      logMetric(`REL-02: Redis hangs as it compares: 503 after ${Math.round(ms)} ms`);
    });

    it('REL-02: fails a step-up within a second when Redis hangs as it compares, and sends nothing', async () => {
      const image = await attack.issue(IMAGE);
      hangAt(CHALLENGE_STORE, 'attempt');
      await expectUnavailable(() =>
        attack.app.post(CAPTCHA, { ...MAIL, codeID: image.codeID, code: image.code }),
      );
      expect(attack.sent.byId.size).toBe(1);
    });
  });
});

describeWithRedis('REL-04: a start without Redis', () => {
  it('REL-04: answers 503 until Redis is available, without falling back to another store', async () => {
    const redis = await RedisServer.start();
    await redis.kill();
    const attack = await AttackApp.start({ env: { REDIS_URL: redis.url } });
    try {
      for (const request of [IMAGE, MAIL]) expect((await attack.app.post(CAPTCHA, request)).status).toBe(503);
      expect(attack.sent.byId.size).toBe(0);
      await redis.restart();
      const [response, ms] = await waitForRecovery(() => attack.app.post(CAPTCHA, IMAGE));
      expect(response.status).toBe(200);
      expect(ms, 'in time').toBeLessThan(RECOVERY_MS);
    } finally {
      await attack.close();
      await redis.stop();
    }
  });
});
