import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FULL } from '../../../../test/support/vitest/profile.js';
import { times } from '../../../../test/support/vitest/times.js';
import { settlesWithin, eventually } from '../../../../test/support/wait.js';
import { type AttemptOutcome, PROOF_SKEW_MS, StoreUnavailableError } from '../challenge-store.js';
import { closeRedis, openRedis } from './redis.client.js';
import { RedisStore } from './redis.store.js';
import { nextEvent } from '../testing/next-event.js';
import { describeWithRedis, freePort, RedisServer } from '../testing/redis-server.js';
import { advanceRedisTime, REDIS_SLACK_MS } from '../testing/redis-time.js';
import { describeChallengeStore } from '../testing/store-suite.js';
import { withRelaxedTimeouts } from '../testing/relaxed-timeouts.js';

const DAY = { max: 10, windowMs: 86_400_000 };
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const newId = (): string => randomBytes(15).toString('base64url');
const digestOf = (tag: string, text: string) => ({ keyId: 'k1', tag, mac: sha256(text) });
const challenge = (id: string, tag: string, lifetimeMs = 180_000) => ({
  id,
  digest: digestOf(tag, 'right'),
  attempts: 5,
  lifetimeMs,
  strong: false,
  owner: 'tenant',
});

const keysOf = (tags: readonly string[]) => tags.map((tag) => ({ keyId: 'k1', tag, subject: 'subject' }));
/** Milliseconds until an account has no wrong answer. */
const budgetMs = async (store: RedisStore, tags: readonly string[]): Promise<number> =>
  (await store.readAccount(keysOf(tags), { ...DAY, max: 1 })).budgetMs;

/** The error that a promise rejects with. */
const errorOf = (step: Promise<unknown>): Promise<unknown> =>
  step.then(
    () => undefined,
    (reason: unknown) => reason,
  );

describeWithRedis('RedisStore', () => {
  let server: RedisServer;
  const clients: (Redis | Cluster)[] = [];
  const connect = async (url = server.url): Promise<Redis | Cluster> => {
    const client = openRedis(url);
    clients.push(client);
    await nextEvent(client, 'ready');
    return client;
  };
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterEach(() => Promise.all(clients.splice(0).map(closeRedis)));
  afterAll(() => server.stop());

  describe.each([true, false])('with fence: %s', (fence) => {
    withRelaxedTimeouts();
    describeChallengeStore('RedisStore', async () => {
      const [client, other] = [await connect(), await connect()];
      await client.flushall();
      const store = new RedisStore(client, { fence });
      return {
        store,
        peer: new RedisStore(other, { fence }),
        slackMs: REDIS_SLACK_MS,
        advance: (ms) => advanceRedisTime(client, ms),
        close: () => store.close(),
      };
    });
  });

  describe('its data in Redis', () => {
    withRelaxedTimeouts();
    let client: Redis | Cluster;
    let store: RedisStore;
    beforeEach(async () => {
      client = await connect();
      await client.flushall();
      store = new RedisStore(client);
    });

    it('expires by Redis’ clock, to the millisecond', async () => {
      const redisNow = async (): Promise<number> => {
        const [seconds, micros] = await client.time();
        return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
      };
      const [id, lifetimeMs] = [newId(), 100];
      const from = await redisNow();
      await store.put({ ...challenge(id, 'account', lifetimeMs), attempts: 1_000_000 });
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
        const id = newId();
        await store.put({ ...challenge(id, 'account'), strong: i > 9 });
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
          const id = newId();
          await store.put(challenge(id, 'account'));
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
      const id = newId();
      await store.put(challenge(id, 'account'));
      const key = `vc:{account}:${id}`;
      expect(Object.keys(await client.hgetall(key)).sort()).toEqual(
        ['kid', 'mac', 'max', 'n', 'rid', 'strong', 'v'].sort(),
      );
      await client.hset(key, 'v', '2');
      expect(await store.attempt({ id, digests: [digestOf('account', 'right')], owner: 'tenant' })).toBe(
        'not_found',
      );
      expect(await client.hget(key, 'n')).toBe('0');
    });

    it('REL-16: keeps records of another version unchanged while its own are served (rolling upgrade)', async () => {
      const ids = times(FULL ? 400 : 40, newId);
      await Promise.all(ids.map((id) => store.put(challenge(id, 'account'))));
      const [ours, theirs] = [ids.filter((_, i) => i % 2), ids.filter((_, i) => i % 2 === 0)];
      const keyOf = (id: string): string => `vc:{account}:${id}`;
      await Promise.all(theirs.map((id) => client.hset(keyOf(id), { v: '2', extra: 'field' })));
      const records = await Promise.all(theirs.map((id) => client.hgetall(keyOf(id))));
      const attempt = (id: string, text: string): Promise<AttemptOutcome> =>
        store.attempt({ id, digests: [digestOf('account', text)], budget: DAY, owner: 'tenant' });
      for (const text of ['wrong', 'right'])
        expect(new Set(await Promise.all(theirs.map((id) => attempt(id, text))))).toEqual(
          new Set(['not_found']),
        );
      // Ignored records charge nothing.
      expect(await budgetMs(store, ['account'])).toBe(0);
      expect(new Set(await Promise.all(ours.map((id) => attempt(id, 'right'))))).toEqual(
        new Set(['accepted']),
      );
      expect(await Promise.all(theirs.map((id) => client.hgetall(keyOf(id))))).toEqual(records);
      for (const id of theirs) expect(await client.pttl(keyOf(id))).toBeGreaterThan(100_000);
    });

    it('contains neither a code nor a recipient', async () => {
      const code = '739251';
      const mac = createHash('sha256').update('a key that is not in the store').update(code).digest();
      const tag = newId();
      const digest = { keyId: 'k1', tag, mac };
      const id = newId();
      await store.put({ id, digest, attempts: 5, lifetimeMs: 180_000, strong: false, owner: 'tenant' });
      await store.attempt({ id, digests: [digestOf(tag, 'wrong')], budget: DAY, owner: 'tenant' });
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

  describe('the run_id check (fence)', () => {
    withRelaxedTimeouts();
    /** Stores a challenge, saves a snapshot, consumes, `kill -9`, restarts from the snapshot, and answers again. */
    const replay = async (
      fence: boolean,
    ): Promise<{ first: AttemptOutcome; again: AttemptOutcome; retryAfterMs: number }> => {
      const own = await RedisServer.start();
      try {
        const client = await connect(own.url);
        const store = new RedisStore(client, { fence });
        const [id, wrong] = [newId(), newId()];
        await store.put(challenge(wrong, 'account'));
        await store.attempt({
          id: wrong,
          digests: [digestOf('account', 'wrong')],
          budget: DAY,
          owner: 'tenant',
        });
        await store.put(challenge(id, 'account'));
        await client.save();
        const first = await store.attempt({
          id,
          digests: [digestOf('account', 'right')],
          budget: DAY,
          owner: 'tenant',
        });
        const closed = nextEvent(client, 'close');
        await own.kill();
        await closed;
        const ready = nextEvent(client, 'ready');
        await own.restart();
        await ready;
        const again = await store.attempt({
          id,
          digests: [digestOf('account', 'right')],
          budget: DAY,
          owner: 'tenant',
        });
        return {
          first,
          again,
          retryAfterMs: await budgetMs(store, ['account']),
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
      const client = await connect();
      await client.flushall();
      const id = newId();
      await new RedisStore(client, { fence: false }).put(challenge(id, 'account'));
      const digests = [{ keyId: 'k2', tag: 'other', mac: sha256('right') }, digestOf('account', 'right')];
      expect(await new RedisStore(client).attempt({ id, digests, budget: DAY, owner: 'tenant' })).toBe(
        'stale',
      );
      expect(await client.dbsize()).toBe(0);
    });
  });

  describe('the epoch of used proofs', () => {
    withRelaxedTimeouts();
    const proof = (madeAt: number) => ({ id: newId(), madeAt, expiresAt: madeAt + 300_000, owner: 'tenant' });
    const fresh = () => proof(Date.now());
    const later = (madeAt: number) => eventually(() => expect(Date.now()).toBeGreaterThan(madeAt));

    it('starts with the first check(): older proofs are refused, unless fence is off', async () => {
      const client = await connect();
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
      const client = await connect();
      await client.flushall();
      await new RedisStore(client, { fence: false }).check();
      expect(await client.dbsize()).toBe(0);
    });

    it('restarts on another server process and refuses older proofs', async () => {
      const client = await connect();
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
        const closed = nextEvent(client, 'close');
        await own.kill();
        await closed;
        const ready = nextEvent(client, 'ready');
        await own.restart();
        await ready;
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
      const client = await connect();
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

  describe('when Redis is unreachable', () => {
    const callAll = (store: RedisStore): Promise<unknown>[] => [
      store.put(challenge(newId(), 'account')),
      store.attempt({ id: newId(), digests: [digestOf('account', 'right')], budget: DAY, owner: 'tenant' }),
      store.attempt({
        id: newId(),
        digests: [digestOf('account', 'right'), { keyId: 'k2', tag: 'other', mac: sha256('right') }],
        budget: DAY,
        owner: 'tenant',
      }),
      store.readAccount(keysOf(['account']), DAY),
      store.consumeProof({ id: newId(), madeAt: Date.now(), expiresAt: Date.now() + 1000, owner: 'tenant' }),
      store.drop(newId(), 'account'),
      store.check(),
    ];
    const expectUnavailable = async (errors: Promise<unknown>[]): Promise<void> => {
      expect(await settlesWithin(1000, Promise.all(errors))).toBe(true);
      for (const error of await Promise.all(errors)) {
        expect(error).toBeInstanceOf(StoreUnavailableError);
        expect(error).toMatchObject({ retryAfter: 1, cause: expect.any(Error) as Error });
      }
    };

    it('rejects every call within a second, and check() names the reason', async () => {
      const port = await freePort();
      const client = openRedis(`redis://:se%40cret@127.0.0.1:${port}`);
      clients.push(client);
      const store = new RedisStore(client);
      await nextEvent(client, 'error');
      await expectUnavailable(callAll(store).map(errorOf));
      await expect(store.check()).rejects.toThrow(
        `Redis is unreachable: connect ECONNREFUSED 127.0.0.1:${port}`,
      );
    });

    it('returns not_found for malformed ids and tags without a command', async () => {
      const client = openRedis(`redis://127.0.0.1:${await freePort()}`);
      clients.push(client);
      const store = new RedisStore(client);
      for (const name of ['', '}{', 'a:b', 'x'.repeat(129)]) {
        expect(
          await store.attempt({ id: name, digests: [digestOf('account', 'right')], owner: 'tenant' }),
        ).toBe('not_found');
        expect(await store.attempt({ id: 'id', digests: [digestOf(name, 'right')], owner: 'tenant' })).toBe(
          'not_found',
        );
      }
    });

    it('serves as soon as Redis starts for the first time', async () => {
      const port = await freePort();
      const client = openRedis(`redis://127.0.0.1:${port}`);
      clients.push(client);
      const store = new RedisStore(client);
      await nextEvent(client, 'error');
      const ready = nextEvent(client, 'ready');
      const late = await RedisServer.start({ port });
      try {
        await ready;
        await expect(store.check()).resolves.toBeUndefined();
      } finally {
        await late.stop();
      }
    });

    it('rejects within a second while Redis hangs, then serves again and accepts at most once', async () => {
      const own = await RedisServer.start();
      try {
        const client = await connect(own.url);
        const store = new RedisStore(client);
        const id = newId();
        await store.put(challenge(id, 'account'));
        const attempt = { id, digests: [digestOf('account', 'right')], budget: DAY, owner: 'tenant' };
        own.pause();
        vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
        onTestFinished(() => void vi.useRealTimers());
        const errors = [store.attempt(attempt), ...callAll(store)].map(errorOf);
        await vi.advanceTimersByTimeAsync(999);
        vi.useRealTimers();
        await expectUnavailable(errors);
        own.resume();
        await eventually(() => store.check());
        const outcomes = [await store.attempt(attempt), await store.attempt(attempt)];
        expect(outcomes.filter((outcome) => outcome === 'accepted').length).toBeLessThanOrEqual(1);
        expect(outcomes[1]).toBe('not_found');
      } finally {
        await own.stop();
      }
    });

    it('does not resend an attempt whose reply was lost', async () => {
      const own = await RedisServer.start();
      try {
        const client = await connect(own.url);
        const store = new RedisStore(client);
        const id = newId();
        await store.put({ ...challenge(id, 'account'), attempts: 100 });
        own.pause();
        // Closes the hanging connection sooner.
        (client.options as RedisOptions).socketTimeout = 100;
        const lost = errorOf(
          store.attempt({ id, digests: [digestOf('account', 'wrong')], budget: DAY, owner: 'tenant' }),
        );
        await nextEvent(client, 'close');
        const ready = nextEvent(client, 'ready');
        own.resume();
        await Promise.all([lost, ready]);
        await store.check();
        expect(Number(await client.hget(`vc:{account}:${id}`, 'n'))).toBeLessThanOrEqual(1);
      } finally {
        await own.stop();
      }
    });

    it('omits the password from the error and its cause', async () => {
      const own = await RedisServer.start({ args: ['--requirepass', 'open-sesame'] });
      try {
        const client = openRedis(`redis://:wrong-word@127.0.0.1:${own.port}`);
        clients.push(client);
        const store = new RedisStore(client);
        await nextEvent(client, 'error');
        const error = await errorOf(store.check());
        expect(error).toMatchObject({ message: expect.stringContaining('WRONGPASS') as string });
        const { cause } = error as Error;
        expect(JSON.stringify([error, cause, Object.entries(cause as Error)])).not.toContain('wrong-word');
      } finally {
        await own.stop();
      }
    });

    it('reconnects when its address resolves to a replica, and hides READONLY from the caller', async () => {
      const own = await RedisServer.start();
      try {
        const client = await connect(own.url);
        const store = new RedisStore(client);
        await client.replicaof('127.0.0.1', String(server.port));
        const closed = nextEvent(client, 'close');
        const error = await errorOf(store.put(challenge(newId(), 'account')));
        expect(error).toBeInstanceOf(StoreUnavailableError);
        expect((error as Error).message).toBe('Redis is unavailable');
        // ioredis attaches the command with its arguments to errors.
        expect((error as Error).cause).not.toHaveProperty('command');
        await closed;
      } finally {
        await own.stop();
      }
    });
  });

  describe('check()', () => {
    withRelaxedTimeouts();
    it.each(['allkeys-lru', 'volatile-ttl', 'volatile-lru'])(
      'rejects the maxmemory-policy %s',
      async (policy) => {
        const client = await connect();
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
      const admin = await connect();
      await admin.flushall();
      const commands =
        'info time eval evalsha set hset hmget hexists hincrby del pexpire pttl lindex rpush ltrim lrem'.split(
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
        '~vg:*',
        '-@all',
        ...commands.map((name) => `+${name}`),
      ];
      await admin.acl('SETUSER', 'frugal', ...rules);
      const store = new RedisStore(await connect(server.url.replace('//', '//frugal:word@')));
      await store.check();
      const [id, lost] = [newId(), newId()];
      const both = (text: string) => [
        { keyId: 'k2', tag: 'other', mac: sha256(text) },
        digestOf('account', text),
      ];
      await store.put(challenge(id, 'account'));
      await store.put(challenge(lost, 'account'));
      expect(await store.attempt({ id, digests: both('wrong'), budget: DAY, owner: 'tenant' })).toBe(
        'mismatch',
      );
      expect(await store.attempt({ id, digests: both('right'), budget: DAY, owner: 'tenant' })).toBe(
        'accepted',
      );
      await store.drop(lost, 'account');
      const madeAt = Date.now();
      expect(await store.consumeProof({ id: newId(), madeAt, expiresAt: madeAt + 1, owner: 'tenant' })).toBe(
        'accepted',
      );
      expect(await budgetMs(store, ['account', 'other'])).toBeGreaterThan(0);
      expect((await admin.keys('[vw]*')).sort()).toEqual(['wb:{account}', 'wb:{other}']);
    });

    it('names the remedy if INFO is forbidden in scripts, and passes there with fence: false', async () => {
      const admin = await connect();
      await admin.acl('SETUSER', 'narrow', 'on', '>word', '~vc:*', '~wb:*', '+@all', '-info', '+info|memory');
      const client = openRedis(server.url.replace('//', '//narrow:word@'));
      clients.push(client);
      await eventually(() => expect(client.status).toBe('ready'));
      await expect(new RedisStore(client).check()).rejects.toThrow('REDIS_FENCE=off');
      await expect(new RedisStore(client, { fence: false }).check()).resolves.toBeUndefined();
    });
  });
});
