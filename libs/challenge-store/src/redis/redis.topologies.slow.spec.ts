import { createHash, randomBytes } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settlesWithin, eventually } from '../../../../test/support/wait.js';
import { type ChallengeStore, type VerificationAttempt, StoreUnavailableError } from '../challenge-store.js';
import { closeRedis, openRedis } from './redis.client.js';
import { RedisStore } from './redis.store.js';
import { nextEvent } from '../testing/next-event.js';
import { RedisCluster, SLOT_BOUNDS } from '../testing/redis-cluster.js';
import { RedisSentinel } from '../testing/redis-sentinel.js';
import { describeWithRedis, RedisServer } from '../testing/redis-server.js';
import { advanceRedisTime, REDIS_SLACK_MS } from '../testing/redis-time.js';
import { describeChallengeStore } from '../testing/store-suite.js';
import { runCommand } from '../testing/run-command.js';
import { withUnhurriedSteps } from '../testing/unhurried-steps.js';

const DAY = { max: 10, windowMs: 86_400_000 };
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const newName = (): string => randomBytes(15).toString('base64url');
const challenge = (id: string, tag = id) => ({
  id,
  digest: { keyId: 'k1', tag, mac: digestOf('right') },
  attempts: 5,
  lifetimeMs: 180_000,
  strong: false,
});
const guess = (id: string, text: string, tag = id): VerificationAttempt => ({
  id,
  digests: [{ keyId: 'k1', tag, mac: digestOf(text) }],
  budget: DAY,
});
/** Until challenges can be put under all of these tags. */
const serves = (store: ChallengeStore, tags: readonly string[]): Promise<void[]> =>
  eventually(() => Promise.all(tags.map((tag) => store.put(challenge(newName(), tag)))));

/** What callers met while something was broken: only the store's own error, within a second, without Redis' words. */
async function expectFastRefusal(step: Promise<unknown>): Promise<void> {
  expect(await settlesWithin(1000, step)).toBe(true);
  const error = await step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreUnavailableError);
  expect((error as Error).message).toBe('Redis is unavailable');
}

const flush = async (servers: readonly RedisServer[]): Promise<void> => {
  await Promise.all(servers.map((server) => runCommand(server, (redis) => redis.flushall())));
};

describeWithRedis('RedisStore over a cluster of three primaries', () => {
  let cluster: RedisCluster;
  let nodes: readonly RedisServer[];
  const clients: (Redis | Cluster)[] = [];
  /** One tag in each third of the slots. */
  const tags: string[] = [];
  const connect = async (): Promise<Redis | Cluster> => {
    const client = openRedis(cluster.url);
    clients.push(client);
    await eventually(() => expect(client.status).toBe('ready'));
    return client;
  };
  const slotOf = (tag: string): Promise<number> =>
    runCommand(nodes[0] as RedisServer, async (redis) => Number(await redis.cluster('KEYSLOT', `{${tag}}`)));

  beforeAll(async () => {
    cluster = await RedisCluster.start();
    ({ nodes } = cluster);
    while (tags.length < 3) {
      const tag = newName();
      const slot = await slotOf(tag);
      const third = tags.length;
      if (slot >= SLOT_BOUNDS[third]! && slot < SLOT_BOUNDS[third + 1]!) tags.push(tag);
    }
  });
  beforeEach(() => flush(nodes));
  afterEach(() => Promise.all(clients.splice(0).map(closeRedis)));
  afterAll(() => cluster.stop());

  describe('that may take its time', () => {
    withUnhurriedSteps();
    describeChallengeStore('RedisStore', async () => {
      const [client, other] = [await connect(), await connect()];
      const [store, peer] = [new RedisStore(client), new RedisStore(other)];
      // Readiness comes before traffic: it opens the connections to all nodes.
      await Promise.all([store.check(), peer.check()]);
      return {
        store,
        peer,
        slackMs: REDIS_SLACK_MS,
        advance: (ms) => advanceRedisTime(client, ms),
        close: () => store.close(),
      };
    });
  });

  it('follows a slot that has moved, without a word to the caller', async () => {
    const store = new RedisStore(await connect());
    await serves(store, tags);
    await flush(nodes);
    const [tag = ''] = tags;
    const slot = await slotOf(tag);
    const to = nodes[1] as RedisServer;
    const id = String(await runCommand(to, (redis) => redis.cluster('MYID')));
    for (const node of [to, ...nodes]) {
      await runCommand(node, (redis) => redis.cluster('SETSLOT', slot, 'NODE', id));
    }
    await store.put(challenge('id', tag));
    expect(await runCommand(to, (redis) => redis.exists(`vc:{${tag}}:id`))).toBe(1);
    expect(await store.attempt(guess('id', 'right', tag))).toBe('accepted');
  });

  it('refuses within a second while a node hangs, counts a lost answer once at most, and recovers', async () => {
    const client = await connect();
    const store = new RedisStore(client);
    await serves(store, tags);
    const [, , tag = ''] = tags;
    await store.put(challenge('lost', tag));
    const node = nodes[2] as RedisServer;
    node.pause();
    try {
      await expectFastRefusal(store.attempt(guess('lost', 'wrong', tag)));
      await expectFastRefusal(store.put(challenge('new', tag)));
      await expectFastRefusal(store.put(challenge('new', tag)));
      await expect(store.check()).rejects.toThrow('Redis is unreachable: ');
    } finally {
      node.resume();
    }
    await serves(store, tags);
    expect(
      Number(await runCommand(node, (redis) => redis.hget(`vc:{${tag}}:lost`, 'n'))),
    ).toBeLessThanOrEqual(1);
  });

  it('refuses within a second while a node is lost, serves again when it is back, and replays nothing', async () => {
    const client = await connect();
    const store = new RedisStore(client);
    await serves(store, tags);
    const [, , tag = ''] = tags;
    const node = nodes[2] as RedisServer;
    await store.put(challenge('once', tag));
    await runCommand(node, (redis) => redis.save());
    expect(await store.attempt(guess('once', 'right', tag))).toBe('accepted');
    await node.kill();
    for (let i = 0; i < 5; i++) await expectFastRefusal(store.put(challenge(newName(), tag)));
    await node.restart();
    await cluster.isWhole();
    await serves(store, tags);
    expect(await store.attempt(guess('once', 'right', tag))).toBe('stale');
  });
});

describeWithRedis('RedisStore behind a sentinel', () => {
  let group: RedisSentinel;
  let primary: RedisServer;
  let replica: RedisServer;
  const clients: (Redis | Cluster)[] = [];
  const connect = async (): Promise<Redis | Cluster> => {
    const client = openRedis(group.url);
    clients.push(client);
    await eventually(() => expect(client.status).toBe('ready'));
    return client;
  };
  beforeEach(async () => {
    group = await RedisSentinel.start();
    ({ primary, replica } = group);
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map(closeRedis));
    await group.stop();
  });
  it('passes the budget and single use over the primary the sentinel names', async () => {
    const store = new RedisStore(await connect());
    await store.check();
    await store.put(challenge('id'));
    expect(await store.attempt(guess('id', 'wrong'))).toBe('mismatch');
    expect(await store.attempt(guess('id', 'right'))).toBe('accepted');
    expect(await runCommand(primary, (redis) => redis.exists('wb:{id}'))).toBe(1);
  });

  it.each([
    { fence: true, again: 'stale' },
    { fence: false, again: 'accepted' },
  ])(
    'answers $again for a consumed code that a late replica brings back, with the fence $fence',
    async ({ fence, again }) => {
      const client = await connect();
      const store = new RedisStore(client, { fence });
      await store.put(challenge('wrong', 'account'));
      expect(await store.attempt(guess('wrong', 'wrong', 'account'))).toBe('mismatch');
      await store.put(challenge('id', 'account'));
      await runCommand(primary, (redis) => redis.wait(1, 0));
      // From here on the replica hears of nothing: what is consumed now is alive on it.
      await runCommand(primary, async (redis) => {
        await redis.acl('SETUSER', 'default', '-psync', '-sync');
        await redis.client('KILL', 'TYPE', 'replica');
      });
      expect(await store.attempt(guess('id', 'right', 'account'))).toBe('accepted');
      await primary.kill();
      await group.isPromoted();
      const outcome = await eventually(() => store.attempt(guess('id', 'right', 'account')));
      expect(outcome).toBe(again);
      // The client connects anew when it hears of the failover, which may be now.
      const spentMs = await eventually(() => store.budgetRetryAfterMs(['account'], { ...DAY, max: 1 }));
      expect(spentMs).toBeGreaterThan(0);
    },
  );

  it('comes back from an end that was not asked for, and stays away after one that was', async () => {
    const client = await connect();
    const ready = nextEvent(client, 'ready');
    // ioredis ends so by itself when a failover is announced while it looks for the primary.
    client.disconnect();
    await ready;
    await new RedisStore(client).put(challenge('id'));
    const ended = nextEvent(client, 'end');
    await closeRedis(client);
    await ended;
    expect(client.status).toBe('end');
  });

  it('refuses within a second while the primary hangs, goes over to the replica, and stays there', async () => {
    const store = new RedisStore(await connect());
    await store.put(challenge('id'));
    await runCommand(primary, (redis) => redis.wait(1, 0));
    primary.pause();
    const failover = async (): Promise<void> => {
      await expectFastRefusal(store.attempt(guess('id', 'right')));
      await group.isPromoted();
      await serves(store, ['tag']);
    };
    const over = failover();
    expect(await settlesWithin(5500, over)).toBe(true);
    await over;
    primary.resume();
    await eventually(async () => {
      expect(await runCommand(primary, (redis) => redis.info('replication'))).toContain('role:slave');
    });
    for (let i = 0; i < 20; i++) await store.put(challenge(newName()));
    expect(await runCommand(replica, (redis) => redis.dbsize())).toBeGreaterThan(20);
    expect(await store.attempt(guess('id', 'right'))).not.toBe('accepted');
  });
});
