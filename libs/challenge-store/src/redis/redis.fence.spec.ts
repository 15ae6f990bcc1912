import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../../../test/support/wait.js';
import { type AttemptOutcome, PROOF_SKEW_MS } from '../challenge-store.js';
import { RedisStore } from './redis.store.js';
import { redisClients, restartRedis } from '../testing/redis-clients.js';
import { describeWithRedis, RedisServer } from '../testing/redis-server.js';
import { REDIS_SLACK_MS } from '../testing/redis-time.js';
import { withRelaxedTimeouts } from '../testing/relaxed-timeouts.js';
import {
  attemptOf,
  budgetMs,
  challengeOf,
  DAY,
  digestOf,
  keysOf,
  newName,
  sha256,
  sharedAttemptOf,
  sharedOf,
} from '../testing/samples.js';

describeWithRedis('RedisStore after a restart', () => {
  withRelaxedTimeouts();
  const { connect } = redisClients();
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  describe('the run_id check (fence)', () => {
    /** Stores a challenge, saves a snapshot, consumes, `kill -9`, restarts from the snapshot, and answers again. */
    const replay = async (
      fence: boolean,
    ): Promise<{ first: AttemptOutcome; again: AttemptOutcome; retryAfterMs: number }> => {
      const own = await RedisServer.start();
      try {
        const client = await connect(own.url);
        const store = new RedisStore(client, { fence });
        const [id, wrong] = [newName(), newName()];
        await store.put(challengeOf(wrong, 'account'));
        await store.attempt(attemptOf(wrong, 'account', 'wrong'));
        await store.put(challengeOf(id, 'account'));
        await client.save();
        const first = await store.attempt(attemptOf(id, 'account', 'right'));
        await restartRedis(own, client);
        const again = await store.attempt(attemptOf(id, 'account', 'right'));
        return {
          first,
          again,
          retryAfterMs: await budgetMs(store, 'account'),
        };
      } finally {
        await own.stop();
      }
    };

    it('refuses a consumed code restored from a snapshot, and keeps the budget', async () => {
      const { first, again, retryAfterMs } = await replay(true);
      expect([first, again]).toEqual(['accepted', 'stale']);
      expect(retryAfterMs).toBeGreaterThan(0);
    });

    it('is necessary: without it the restored code is accepted again', async () => {
      const { first, again } = await replay(false);
      expect([first, again]).toEqual(['accepted', 'accepted']);
    });

    it('removes a stale challenge and refunds the reservations', async () => {
      const client = await connect(server.url);
      await client.flushall();
      const id = newName();
      await new RedisStore(client, { fence: false }).put(challengeOf(id, 'account'));
      const digests = [{ keyId: 'k2', tag: 'other', mac: sha256('right') }, digestOf('account', 'right')];
      expect(await new RedisStore(client).attempt(attemptOf(id, 'account', '', { digests }))).toBe('stale');
      expect(await client.dbsize()).toBe(0);
    });
  });

  describe('the codes of an account', () => {
    it('are neither found nor repeated after a restart, their challenges are stale, and the gap stays', async () => {
      const own = await RedisServer.start();
      onTestFinished(() => own.stop());
      const client = await connect(own.url);
      const store = new RedisStore(client);
      const [first, second] = [sharedOf(newName(), 'account'), sharedOf(newName(), 'account')];
      await store.putShared(first);
      await store.putShared({ ...second, nonce: first.nonce, repeats: true });
      await client.save();
      expect(await store.attempt(sharedAttemptOf(first.id, 'account', 'right'))).toBe('accepted');
      await restartRedis(own, client);

      const { gapMs, live } = await store.readAccount(keysOf('account'), DAY);
      expect(live).toBeUndefined();
      expect(gapMs).toBeGreaterThan(60_000 - REDIS_SLACK_MS);
      const again = sharedOf(newName(), 'account', { nonce: first.nonce, repeats: true });
      expect(await store.putShared(again)).toEqual({ outcome: 'superseded', live: undefined });
      expect((await store.putShared(sharedOf(newName(), 'account'))).outcome).toBe('paused');
      for (const { id } of [first, second]) {
        expect(await store.attempt(sharedAttemptOf(id, 'account', 'right'))).toBe('stale');
      }

      await store.endGap(keysOf('account'));
      const next = sharedOf(newName(), 'account');
      expect(await store.putShared(next)).toMatchObject({ outcome: 'stored', isDue: true });
      expect((await store.readAccount(keysOf('account'), DAY)).live?.nonce).toBe(next.nonce);
      expect(await store.attempt(sharedAttemptOf(next.id, 'account', 'right'))).toBe('accepted');
    });

    it('of another server process are not repeated, unless fence is off', async () => {
      const client = await connect(server.url);
      await client.flushall();
      const first = sharedOf(newName(), 'account');
      await new RedisStore(client).putShared(first);
      // As on a promoted replica.
      await client.hset('lc:{account}:login', 'rid', 'another');
      for (const [fence, outcome] of [
        [true, 'superseded'],
        [false, 'stored'],
      ] as const) {
        const store = new RedisStore(client, { fence });
        const again = sharedOf(newName(), 'account', { nonce: first.nonce, repeats: true });
        expect((await store.putShared(again)).outcome).toBe(outcome);
      }
    });
  });

  describe('the epoch of used proofs', () => {
    const proof = (madeAt: number) => ({
      id: newName(),
      madeAt,
      expiresAt: madeAt + 300_000,
      owner: 'tenant',
    });
    const fresh = () => proof(Date.now());
    const later = (madeAt: number) => eventually(() => expect(Date.now()).toBeGreaterThan(madeAt));

    it('starts with the first check(): older proofs are refused, unless fence is off', async () => {
      const client = await connect(server.url);
      await client.flushall();
      const store = new RedisStore(client);
      await store.check();
      const since = Number(await client.hget('sp:{used}', 'since'));
      expect(await store.consumeProof(proof(since - 1))).toBe('stale');
      expect(await new RedisStore(client, { fence: false }).consumeProof(proof(since - 1))).toBe('accepted');
      expect(await store.consumeProof(proof(since))).toBe('accepted');
      await store.check();
      expect(Number(await client.hget('sp:{used}', 'since'))).toBe(since);
    });

    it('is not written with fence: false', async () => {
      const client = await connect(server.url);
      await client.flushall();
      await new RedisStore(client, { fence: false }).check();
      expect(await client.dbsize()).toBe(0);
    });

    it('restarts on another server process and refuses older proofs', async () => {
      const client = await connect(server.url);
      await client.flushall();
      const store = new RedisStore(client);
      const before = fresh();
      await later(before.madeAt);
      // As on a promoted replica: an old epoch of another server process.
      await client.hset('sp:{used}', { rid: 'another', since: '1' });
      expect(await store.consumeProof(before)).toBe('stale');
      expect(await store.consumeProof(fresh())).toBe('accepted');
      expect(await client.hget('sp:{used}', 'rid')).not.toBe('another');
    });

    it('refuses a proof whose use was lost with the primary, even if it was the first use', async () => {
      const primary = await RedisServer.start({ args: ['--save', '', '--repl-diskless-sync-delay', '0'] });
      const replica = await RedisServer.start({
        args: ['--save', '', '--replicaof', '127.0.0.1', String(primary.port)],
      });
      try {
        const [client, other] = [await connect(primary.url), await connect(replica.url)];
        const store = new RedisStore(client);
        await eventually(async () => expect(await client.wait(1, 100)).toBe(1));
        await store.check();
        await client.wait(1, 0);
        // Ends the replication.
        await other.replicaof('NO', 'ONE');
        const one = fresh();
        expect(await store.consumeProof(one)).toBe('accepted');
        await later(one.madeAt);
        expect(await other.hget('sp:{used}', 'rid')).toBe(await client.hget('sp:{used}', 'rid'));
        expect(await new RedisStore(other).consumeProof(one)).toBe('stale');
      } finally {
        await Promise.all([primary.stop(), replica.stop()]);
      }
    });

    it('restarts with check() after a restart of Redis, not with the next use', async () => {
      const own = await RedisServer.start({ args: ['--save', '', '--appendonly', 'yes'] });
      try {
        const client = await connect(own.url);
        const store = new RedisStore(client);
        await store.check();
        const before = fresh();
        await restartRedis(own, client);
        await store.check();
        const after = fresh();
        await later(after.madeAt);
        expect(await store.consumeProof(before)).toBe('stale');
        expect(await store.consumeProof(after)).toBe('accepted');
      } finally {
        await own.stop();
      }
    });

    it('is the only permanent key: a used proof is removed an hour after its expiry by Redis’ clock', async () => {
      const client = await connect(server.url);
      await client.flushall();
      const store = new RedisStore(client);
      await store.check();
      const one = fresh();
      await store.consumeProof(one);
      expect((await client.keys('*')).sort()).toEqual(['sp:{used}', `sp:{used}:${one.id}`]);
      const left = await client.pttl(`sp:{used}:${one.id}`);
      expect(left).toBeLessThanOrEqual(300_000 + PROOF_SKEW_MS);
      expect(left).toBeGreaterThan(300_000 + PROOF_SKEW_MS - REDIS_SLACK_MS);
    });
  });
});
