import type { ChallengeStore } from '@system-management/challenge-store';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHALLENGE_STORE } from '../../src/storage/storage.module.js';
import { type ApiResponse, CAPTCHA } from '../support/app.js';
import { AttackApp, wrongCode } from './support/attack-app.js';
import { CODE, verify } from './support/requests.js';
import { waitForRecovery } from './support/wait-for-recovery.js';
import { FULL, logMetric } from '../support/vitest/profile.js';

/** How long a client waits for "not now", in milliseconds. */
const MAX_ERROR_MS = 1000;
/** How soon after Redis is back requests must be served, in milliseconds. */
const RECOVERY_MS = 5000;
const USERS = FULL ? 200 : 40;
const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };
const PHONE = { use: 'login', type: 'phone', account: '+8613800138000' };
const IMAGE = { use: 'login', type: 'image' };

/** Two ways to lose Redis. */
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

describeWithRedis('While Redis is away', () => {
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

  /** Asks, and checks that the answer is the contract's "not now" and in time. */
  const expectNotNow = async (ask: () => Promise<ApiResponse>): Promise<number> => {
    const start = performance.now();
    const { status, body, headers } = await ask();
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

  describe.each(FAULTS)('because it $what', ({ id, what, lose, restore }) => {
    it(`${id}: everybody is told so within a second, nothing is sent, and the service recovers by itself`, async () => {
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
      const judged = attack.decisions.length;
      const waits: number[] = [];
      // The first crowd meets the loss itself, the others a service that knows of it.
      for (let round = 0; round < 3; round++) {
        const crowd = Array.from({ length: USERS }, (_, i) => expectNotNow(requests[i % requests.length]!));
        waits.push(...(await Promise.all(crowd)));
      }
      expect(attack.decisions.length).toBe(judged);
      expect(attack.sent.byId.size).toBe(before);
      await restore(redis);
      const [answer, ms] = await waitForRecovery(() => attack.app.post(CAPTCHA, MAIL));
      expect(answer.status).toBe(200);
      expect(ms, 'in time').toBeLessThan(RECOVERY_MS);
      const fresh = await attack.issue(PHONE);
      expect((await verify(attack, fresh)).body.code).toBe(CODE.ok);
      const longest = Math.round(Math.max(...waits));
      logMetric(
        `${id}: Redis ${what}: ${waits.length} requests, 503 after at most ${longest} ms, 0 sent, served again after ${ms} ms`,
      );
    });
  });

  it('REL-02: a right answer that was given to a hanging Redis succeeds at most once, however often it is repeated', async () => {
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

  describe('from the middle of a request on', () => {
    /** Has Redis hang just before the store takes this step. */
    const hangAt = (step: 'budgetRetryAfterMs' | 'put' | 'attempt'): void => {
      const store = attack.app.nest.get<ChallengeStore>(CHALLENGE_STORE);
      const original = store[step].bind(store) as (...all: never[]) => Promise<never>;
      vi.spyOn(store, step).mockImplementationOnce((...all: unknown[]) => {
        redis.pause();
        return original(...(all as never[]));
      });
    };

    it.each([
      ['asked for the budget', 'budgetRetryAfterMs'],
      ['told of the code', 'put'],
    ] as const)(
      'REL-02: a code is refused within a second when Redis hangs as it is %s',
      async (what, step) => {
        hangAt(step);
        const ms = await expectNotNow(() => attack.app.post(CAPTCHA, MAIL));
        expect(attack.sent.byId.size).toBe(0);
        logMetric(`REL-02: Redis hangs as it is ${what}: 503 after ${Math.round(ms)} ms`);
      },
    );

    it('REL-02: an answer is refused within a second when Redis hangs as it judges', async () => {
      const right = await attack.issue(MAIL);
      hangAt('attempt');
      const ms = await expectNotNow(() => verify(attack, right));
      logMetric(`REL-02: Redis hangs as it judges: 503 after ${Math.round(ms)} ms`);
    });

    it('REL-02: the answer to an image is refused within a second when Redis hangs as it judges, and nothing is sent', async () => {
      const image = await attack.issue(IMAGE);
      hangAt('attempt');
      await expectNotNow(() => attack.app.post(CAPTCHA, { ...MAIL, codeID: image.codeID, code: image.code }));
      expect(attack.sent.byId.size).toBe(1);
    });
  });
});

describeWithRedis('A service that starts while Redis is away', () => {
  it('REL-04: answers 503 from no other store until Redis is there, and then serves', async () => {
    const redis = await RedisServer.start();
    await redis.kill();
    const attack = await AttackApp.start({ env: { REDIS_URL: redis.url } });
    try {
      for (const wish of [IMAGE, MAIL]) expect((await attack.app.post(CAPTCHA, wish)).status).toBe(503);
      expect(attack.sent.byId.size).toBe(0);
      await redis.restart();
      const [answer, ms] = await waitForRecovery(() => attack.app.post(CAPTCHA, IMAGE));
      expect(answer.status).toBe(200);
      expect(ms, 'in time').toBeLessThan(RECOVERY_MS);
    } finally {
      await attack.close();
      await redis.stop();
    }
  });
});
