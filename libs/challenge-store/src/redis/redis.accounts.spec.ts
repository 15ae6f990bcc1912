import type { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { MAX_CODE_AGE_MS } from '../challenge-store.js';
import { RedisStore } from './redis.store.js';
import { redisClients } from '../testing/redis-clients.js';
import { describeWithRedis, RedisServer } from '../testing/redis-server.js';
import { advanceRedisTime } from '../testing/redis-time.js';
import { withRelaxedTimeouts } from '../testing/relaxed-timeouts.js';
import { DAY, digestOf, keysOf, newName, sharedAttemptOf, sharedOf } from '../testing/samples.js';

const MINUTE = 60_000;

describeWithRedis('RedisStore: the state of an account', () => {
  withRelaxedTimeouts();
  const { connect } = redisClients();
  let server: RedisServer;
  let client: Redis | Cluster;
  let store: RedisStore;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  beforeEach(async () => {
    client = await connect(server.url);
    await client.flushall();
    store = new RedisStore(client);
  });
  afterAll(() => server.stop());

  it('PRV-03: expires, its codes after at most 600 s', async () => {
    const first = sharedOf(newName(), 'account', { otherTags: ['other'], account: 'a' });
    await store.putShared(first);
    const most: Record<string, number> = { 'vg:{account}:a': MINUTE, 'vg:{other}:a': MINUTE };
    for (let minute = 0; minute <= 8; minute++) {
      const again = sharedOf(newName(), 'account', { nonce: first.nonce, repeats: true, account: 'a' });
      expect((await store.putShared(again)).outcome).toBe('stored');
      for (const key of await client.keys('*')) {
        const left = await client.pttl(key);
        expect(left, key).toBeGreaterThan(0);
        expect(left, key).toBeLessThanOrEqual(
          most[key] ?? Math.min(3 * MINUTE, MAX_CODE_AGE_MS - minute * MINUTE),
        );
      }
      await advanceRedisTime(client, MINUTE);
    }
    const kinds = new Set((await client.keys('*')).map((key) => key.split(':')[0]));
    expect(kinds).toEqual(new Set(['vc', 'lc', 'uc']));
    await advanceRedisTime(client, MINUTE);
    expect(await client.dbsize()).toBe(0);
  });

  it('does not grow with codes that have expired', async () => {
    for (let i = 0; i < 20; i++) {
      const format = i % 2 ? 'strong' : 'digits-6';
      expect((await store.putShared(sharedOf(newName(), 'account', { format }))).outcome).toBe('stored');
      await advanceRedisTime(client, MINUTE);
    }
    // A code is issued each minute and lives for three.
    expect(await client.hlen('uc:{account}')).toBe(3);
  });

  it('does not grow with expired codes of many recipients that share an account', async () => {
    const PER_MINUTE = 30;
    for (let minute = 0; minute < 12; minute++) {
      for (let i = 0; i < PER_MINUTE; i++) {
        const digest = { ...digestOf('account', 'right'), subject: newName() };
        const put = await store.putShared(sharedOf(newName(), 'account', { digest, gapMs: 0 }));
        expect(put.outcome).toBe('stored');
      }
      await advanceRedisTime(client, MINUTE);
    }
    // Three minutes' worth is live.
    expect(await client.hlen('uc:{account}')).toBeLessThan(1.5 * 3 * PER_MINUTE);
  });

  it('keeps the codes of another version: they are not repeated, but valid', async () => {
    const theirs = sharedOf(newName(), 'account', { gapMs: 0 });
    await store.putShared(theirs);
    await client.hset('lc:{account}:login', 'v', 'another');
    expect((await store.readAccount(keysOf('account'), DAY)).live).toBeUndefined();
    const ours = sharedOf(newName(), 'account');
    expect(await store.putShared(ours)).toMatchObject({ outcome: 'stored', isDue: true });
    for (const { id } of [theirs, ours]) {
      expect(await store.attempt(sharedAttemptOf(id, 'account', 'right'))).toBe('accepted');
    }
  });

  it('has no code, and no recipient', async () => {
    const { id, nonce } = sharedOf(newName(), 'account');
    await store.putShared(sharedOf(id, 'account', { nonce }));
    const fields = Object.keys(await client.hgetall(`vc:{account}:${id}`)).sort();
    expect(fields).toEqual(['kid', 'mac', 'max', 'n', 'nonce', 'rid', 'strong', 'subject', 'v']);
    const live = Object.keys(await client.hgetall('lc:{account}:login')).sort();
    expect(live).toEqual(['born', 'format', 'kid', 'nonce', 'rid', 'v']);
    expect(Object.keys(await client.hgetall('uc:{account}'))).toEqual([nonce]);
    expect(await client.get('vg:{account}:')).toBe('1');
  });

  it('during a rotation is found under each key, with the code of the current one first', async () => {
    const digest = { ...digestOf('account-k2', 'right'), keyId: 'k2', subject: 'login-k2' };
    const older = sharedOf(newName(), 'account', { otherTags: ['account-k2'] });
    await store.putShared(older);
    const keys = [{ keyId: 'k2', tag: 'account-k2', subject: 'login-k2' }, ...keysOf('account')];
    expect((await store.readAccount(keys, DAY)).live).toMatchObject({ keyId: 'k1', nonce: older.nonce });
    await store.endGap(keys);
    const newer = sharedOf(newName(), 'account', { digest, otherTags: ['account'] });
    await store.putShared(newer);
    expect((await store.readAccount(keys, DAY)).live).toMatchObject({ keyId: 'k2', nonce: newer.nonce });
  });
});
