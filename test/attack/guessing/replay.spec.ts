import { once } from 'node:events';
import { type ChallengeStore, closeRedis, openRedis } from '@system-management/challenge-store';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CHALLENGE_STORE, REDIS } from '../../../src/storage/storage.module.js';
import { FaultProxy } from '../../faults/support/fault-proxy.js';
import { CAPTCHA } from '../../support/app.js';
import { AttackApp } from '../support/attack-app.js';
import { onBothStores } from '../../support/vitest/on-both-stores.js';
import { CODE, verify } from '../../support/requests.js';
import { waitForRecovery } from '../support/wait-for-recovery.js';
import { logMetric } from '../../support/vitest/profile.js';

const REQUESTS = [
  { use: 'login', type: 'image' },
  { use: 'login', type: 'email', account: 'jane@example.com' },
  { use: 'login', type: 'phone', account: '+8613800138000' },
];

/** Writes a snapshot (SAVE). */
async function save({ url }: RedisServer): Promise<void> {
  const client = openRedis(url);
  await once(client, 'ready');
  await client.save();
  await closeRedis(client);
}

describeWithRedis('REL-01: a restart from a snapshot older than a consumed code', () => {
  let redis: RedisServer;
  let attack: AttackApp | undefined;
  beforeEach(async () => {
    redis = await RedisServer.start();
    attack = undefined;
  });
  afterEach(async () => {
    await attack?.close();
    await redis.stop();
  });

  /** Issues codes, saves, consumes them, and restarts Redis. Returns the responses to the same codes. */
  const replay = async (
    env: Record<string, string>,
  ): Promise<{ attack: AttackApp; codes: number[]; ms: number }> => {
    attack = await AttackApp.start({ env: { REDIS_URL: redis.url, ...env } });
    const { app } = attack;
    const rights = [];
    for (const request of REQUESTS) rights.push(await attack.issue(request));
    await save(redis);
    for (const right of rights) expect((await verify(attack, right)).body.code).toBe(CODE.ok);
    await redis.kill();
    await redis.restart();
    const [, ms] = await waitForRecovery(() => app.post(CAPTCHA, { use: 'login', type: 'image' }));
    const codes = [];
    for (const right of rights) codes.push((await verify(attack, right)).body.code);
    return { attack, codes, ms };
  };

  it('REL-01: accepts no consumed code, and the service recovers without a restart', async () => {
    const { attack, codes, ms } = await replay({});
    expect(codes).toEqual(REQUESTS.map(() => CODE.wrong));
    expect(attack.decisions.slice(-REQUESTS.length).map(({ outcome }) => outcome)).toEqual(
      REQUESTS.map(() => 'stale'),
    );
    for (const request of REQUESTS) {
      const right = await attack.issue(request);
      expect((await verify(attack, right)).body.code).toBe(CODE.ok);
    }
    logMetric(
      `REL-01 Redis: restarted from a snapshot, 0 of ${codes.length} replays accepted, served again after ${ms} ms`,
    );
  });

  it('REL-01: accepts consumed codes with REDIS_FENCE=off', async () => {
    const { codes } = await replay({ REDIS_FENCE: 'off' });
    expect(codes).toEqual(REQUESTS.map(() => CODE.ok));
  });
});

onBothStores('POST …/captcha/verify: the client loses the response', (open) => {
  it('SEC-15: succeeds at most once: the repeated request is refused', async () => {
    const attack = await AttackApp.start(await open());
    const proxy = await FaultProxy.start(Number(new URL(attack.app.url).port));
    try {
      const right = await attack.issue(REQUESTS[1]!);
      await proxy.setFault({ mode: 'cutAfterReply', times: 1 });
      const lost = fetch(`http://127.0.0.1:${proxy.port}${CAPTCHA}/verify`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(right),
      });
      await expect(lost).rejects.toThrow('fetch failed');
      expect((await verify(attack, right)).body.code).toBe(CODE.wrong);
      expect(attack.decisions.map(({ outcome }) => outcome)).toEqual(['accepted', 'not_found']);
    } finally {
      await proxy.close();
      await attack.close();
    }
  });
});

describeWithRedis('POST …/captcha and …/captcha/verify: the service loses a reply of Redis', () => {
  let redis: RedisServer;
  let proxy: FaultProxy;
  let attack: AttackApp;
  let store: ChallengeStore;
  beforeEach(async () => {
    redis = await RedisServer.start();
    proxy = await FaultProxy.start(redis.port);
    attack = await AttackApp.start({ env: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` } });
    store = attack.app.nest.get<ChallengeStore>(CHALLENGE_STORE);
    // Loads the scripts into Redis, so that the cut reply is a result and not NOSCRIPT.
    await verify(attack, await attack.issue(REQUESTS[1]!));
  });
  afterEach(async () => {
    await attack.close();
    await proxy.close();
    await redis.stop();
  });
  /** Discards Redis' reply to the next call of the given store method. */
  const cut = async (step: 'putShared' | 'attempt'): Promise<void> => {
    // Responses do not wait for refunds. Without this, the reply to one could be the discarded one, and the call's command
    // be lost with the connection before Redis has executed it.
    await attack.app.nest.get<Redis>(REDIS).ping();
    const original = store[step].bind(store) as (argument: never) => Promise<never>;
    vi.spyOn(store, step).mockImplementationOnce((argument: unknown) => {
      void proxy.setFault({ mode: 'cutAfterReply', times: 1 });
      return original(argument as never);
    });
  };

  it('SEC-15: answers 503 to a right answer whose result is lost, and consumes the code', async () => {
    const right = await attack.issue(REQUESTS[1]!);
    await cut('attempt');
    const { status, body } = await verify(attack, right);
    expect([status, body]).toMatchObject([503, { code: CODE.server, data: { retryAfter: 1 } }]);
    const [again] = await waitForRecovery(() => verify(attack, right));
    expect(again.body.code).toBe(CODE.wrong);
    expect(attack.decisions.slice(1).map(({ outcome }) => outcome)).toEqual(['not_found']);
  });

  it('SEC-15: counts a wrong answer whose result is lost, once', async () => {
    const right = await attack.issue(REQUESTS[1]!);
    const wrong = { ...right, code: right.code === '000000' ? '000001' : '000000' };
    await cut('attempt');
    expect((await verify(attack, wrong)).status).toBe(503);
    for (let i = 0; i < 4; i++) {
      const [answer] = await waitForRecovery(() => verify(attack, wrong));
      expect(answer.body.code).toBe(CODE.wrong);
    }
    expect((await verify(attack, right)).body.code).toBe(CODE.wrong);
    expect(attack.decisions.slice(1).map(({ outcome }) => outcome)).toEqual([
      'mismatch',
      'mismatch',
      'mismatch',
      'exhausted',
      'not_found',
    ]);
  });

  it('REL-04: sends no code when the result of storing it is lost', async () => {
    await cut('putShared');
    const before = attack.sent.byId.size;
    const { status, body } = await attack.app.post(CAPTCHA, REQUESTS[1]);
    expect([status, body.code]).toEqual([503, CODE.server]);
    expect(attack.sent.byId.size).toBe(before);
    const [again] = await waitForRecovery(() => attack.app.post(CAPTCHA, REQUESTS[1]));
    expect(again.status).toBe(200);
  });
});
