import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FULL } from '../../../../test/support/vitest/profile.js';
import { times } from '../../../../test/support/vitest/times.js';
import { type AttemptOutcome, StoreUnavailableError } from '../challenge-store.js';
import { RedisStore } from './redis.store.js';
import { redisClients } from '../testing/redis-clients.js';
import { describeWithRedis, RedisServer } from '../testing/redis-server.js';
import { advanceRedisTime, REDIS_SLACK_MS } from '../testing/redis-time.js';
import { withRelaxedTimeouts } from '../testing/relaxed-timeouts.js';
import { attemptOf, budgetMs, challengeOf, DAY, digestOf, newName, sha256 } from '../testing/samples.js';
import { describeSharedCodes } from '../testing/shared-code-suite.js';
import { describeChallengeStore, type StoreUnderTest } from '../testing/store-suite.js';

describeWithRedis('RedisStore', () => {
  let server: RedisServer;
  const { connect } = redisClients();
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  describe.each([true, false])('with fence: %s', (fence) => {
    withRelaxedTimeouts();
    const openStore = async (): Promise<StoreUnderTest> => {
      const [client, other] = await Promise.all([connect(server.url), connect(server.url)]);
      await client.flushall();
      const store = new RedisStore(client, { fence });
      return {
        store,
        peer: new RedisStore(other, { fence }),
        slackMs: REDIS_SLACK_MS,
        advance: (ms) => advanceRedisTime(client, ms),
        close: () => store.close(),
      };
    };
    describeChallengeStore('RedisStore', openStore);
    describeSharedCodes('RedisStore', openStore);
  });

  describe('its data in Redis', () => {
    withRelaxedTimeouts();
    let client: Redis | Cluster;
    let store: RedisStore;
    beforeEach(async () => {
      client = await connect(server.url);
      await client.flushall();
      store = new RedisStore(client);
    });

    it('expires by Redis’ clock, to the millisecond', async () => {
      const redisNow = async (): Promise<number> => {
        const [seconds, micros] = await client.time();
        return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
      };
      const [id, lifetimeMs] = [newName(), 100];
      const from = await redisNow();
      await store.put(challengeOf(id, 'account', { lifetimeMs, attempts: 1_000_000 }));
      const to = await redisNow();
      for (let outcome: AttemptOutcome = 'mismatch'; outcome === 'mismatch';) {
        const before = await redisNow();
        outcome = await store.attempt({ id, digests: [digestOf('account', 'wrong')], owner: 'tenant' });
        const after = await redisNow();
        if (outcome === 'mismatch') expect(before).toBeLessThanOrEqual(to + lifetimeMs);
        else expect([outcome, after >= from + lifetimeMs]).toEqual(['not_found', true]);
      }
    });

    it('always has an expiry of at most the lifetime or the window', async () => {
      for (let i = 0; i < 12; i++) {
        const id = newName();
        await store.put(challengeOf(id, 'account', { strong: i > 9 }));
        const digests = [digestOf('account', 'wrong'), { keyId: 'k2', tag: 'other', mac: sha256('wrong') }];
        await store.attempt({ id, digests, budget: DAY, owner: 'tenant' });
      }
      const keys = await client.keys('*');
      const ends = await Promise.all(keys.map((key) => client.pttl(key)));
      expect(keys.filter((key) => key.startsWith('vc:'))).toHaveLength(12);
      expect(keys.filter((key) => key.startsWith('wb:')).sort()).toEqual(['wb:{account}', 'wb:{other}']);
      keys.forEach((key, i) => {
        expect(ends[i]).toBeGreaterThan(0);
        expect(ends[i]).toBeLessThanOrEqual(key.startsWith('vc:') ? 180_000 : DAY.windowMs);
      });
    });

    it('contains at most the ten newest wrong answers of an account', async () => {
      const windowMs = 86_400_000;
      for (const max of [10, 5, 10]) {
        for (let i = 0; i < 12; i++) {
          const id = newName();
          await store.put(challengeOf(id, 'account'));
          await store.attempt({
            id,
            digests: [digestOf('account', 'wrong')],
            budget: { max, windowMs },
            owner: 'tenant',
          });
        }
        await advanceRedisTime(client, windowMs / 2);
      }
      expect(await client.llen('wb:{account}')).toBeLessThanOrEqual(10);
    });

    it('has a format version; a record of another version is ignored', async () => {
      const id = newName();
      await store.put(challengeOf(id, 'account'));
      const key = `vc:{account}:${id}`;
      expect(Object.keys(await client.hgetall(key)).sort()).toEqual(
        ['kid', 'mac', 'max', 'n', 'rid', 'strong', 'subject', 'v'].sort(),
      );
      await client.hset(key, 'v', 'another');
      expect(await store.attempt(attemptOf(id, 'account', 'right'))).toBe('not_found');
      expect(await client.hget(key, 'n')).toBe('0');
    });

    it('REL-16: keeps records of another version unchanged while its own are served (rolling upgrade)', async () => {
      const ids = times(FULL ? 400 : 40, newName);
      await Promise.all(ids.map((id) => store.put(challengeOf(id, 'account'))));
      const [ours, theirs] = [ids.filter((_, i) => i % 2), ids.filter((_, i) => i % 2 === 0)];
      const keyOf = (id: string): string => `vc:{account}:${id}`;
      await Promise.all(theirs.map((id) => client.hset(keyOf(id), { v: 'another', extra: 'field' })));
      const records = await Promise.all(theirs.map((id) => client.hgetall(keyOf(id))));
      const attempt = (id: string, text: string): Promise<AttemptOutcome> =>
        store.attempt(attemptOf(id, 'account', text));
      for (const text of ['wrong', 'right'])
        expect(new Set(await Promise.all(theirs.map((id) => attempt(id, text))))).toEqual(
          new Set(['not_found']),
        );
      // Ignored records charge nothing.
      expect(await budgetMs(store, 'account')).toBe(0);
      expect(new Set(await Promise.all(ours.map((id) => attempt(id, 'right'))))).toEqual(
        new Set(['accepted']),
      );
      expect(await Promise.all(theirs.map((id) => client.hgetall(keyOf(id))))).toEqual(records);
      for (const id of theirs) expect(await client.pttl(keyOf(id))).toBeGreaterThan(100_000);
    });

    it('contains neither a code nor a recipient', async () => {
      const code = '739251';
      const mac = createHash('sha256').update('a key that is not in the store').update(code).digest();
      const tag = newName();
      const digest = { keyId: 'k1', tag, mac };
      const id = newName();
      await store.put({ id, digest, attempts: 5, lifetimeMs: 180_000, strong: false, owner: 'tenant' });
      await store.attempt(attemptOf(id, tag, 'wrong'));
      await client.save();
      const dump = (await readFile(join(server.dir, 'dump.rdb'))).toString('latin1');
      expect(dump).toContain(tag);
      const base64 = Buffer.from(code).toString('base64');
      const hex = Buffer.from(code).toString('hex');
      for (const secret of [code, base64, hex, [...code].reverse().join('')]) {
        expect(dump).not.toContain(secret);
      }
    });
  });

  describe('check()', () => {
    withRelaxedTimeouts();
    it.each(['allkeys-lru', 'volatile-ttl', 'volatile-lru'])(
      'rejects the maxmemory-policy %s',
      async (policy) => {
        const client = await connect(server.url);
        const store = new RedisStore(client);
        await client.config('SET', 'maxmemory-policy', policy);
        try {
          await expect(store.check()).rejects.toThrow(`maxmemory-policy ${policy}: set it to noeviction`);
          await expect(store.check()).rejects.toBeInstanceOf(StoreUnavailableError);
        } finally {
          await client.config('SET', 'maxmemory-policy', 'noeviction');
        }
        await expect(store.check()).resolves.toBeUndefined();
      },
    );

    it('needs only the listed commands and key prefixes, like all other calls', async () => {
      const admin = await connect(server.url);
      await admin.flushall();
      const commands =
        'info time eval evalsha set hset hmget hrandfield hdel hexists hincrby del pexpire pttl lindex rpush ltrim lrem'.split(
          ' ',
        );
      const rules = [
        'on',
        '>word',
        'resetkeys',
        '~vc:*',
        '~wb:*',
        '~sp:*',
        '~lc:*',
        '~uc:*',
        '~vg:*',
        '-@all',
        ...commands.map((name) => `+${name}`),
      ];
      await admin.acl('SETUSER', 'frugal', ...rules);
      const store = new RedisStore(await connect(server.url.replace('//', '//frugal:word@')));
      await store.check();
      const [id, lost] = [newName(), newName()];
      const both = (text: string) => [
        { keyId: 'k2', tag: 'other', mac: sha256(text) },
        digestOf('account', text),
      ];
      await store.put(challengeOf(id, 'account'));
      await store.put(challengeOf(lost, 'account'));
      expect(await store.attempt(attemptOf(id, 'account', '', { digests: both('wrong') }))).toBe('mismatch');
      expect(await store.attempt(attemptOf(id, 'account', '', { digests: both('right') }))).toBe('accepted');
      await store.drop(lost, 'account');
      const madeAt = Date.now();
      expect(
        await store.consumeProof({ id: newName(), madeAt, expiresAt: madeAt + 1, owner: 'tenant' }),
      ).toBe('accepted');
      expect(await budgetMs(store, 'account', 'other')).toBeGreaterThan(0);
      expect((await admin.keys('[vw]*')).sort()).toEqual(['wb:{account}', 'wb:{other}']);
    });

    it('names the remedy if INFO is forbidden in scripts, and passes there with fence: false', async () => {
      const admin = await connect(server.url);
      await admin.acl('SETUSER', 'narrow', 'on', '>word', '~vc:*', '~wb:*', '+@all', '-info', '+info|memory');
      const client = await connect(server.url.replace('//', '//narrow:word@'));
      await expect(new RedisStore(client).check()).rejects.toThrow('REDIS_FENCE=off');
      await expect(new RedisStore(client, { fence: false }).check()).resolves.toBeUndefined();
    });
  });
});
