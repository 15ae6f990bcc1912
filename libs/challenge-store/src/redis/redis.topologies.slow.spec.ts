import type { Cluster, Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settlesWithin, eventually } from '../../../../test/support/wait.js';
import { type ChallengeStore, StoreUnavailableError } from '../challenge-store.js';
import { closeRedis, openRedis } from './redis.client.js';
import { RedisRates } from './redis.rates.js';
import { RedisStore } from './redis.store.js';
import { nextEvent } from '../testing/next-event.js';
import { describeRateStore } from '../testing/rate-suite.js';
import { RedisCluster, SLOT_BOUNDS } from '../testing/redis-cluster.js';
import { RedisSentinel } from '../testing/redis-sentinel.js';
import { describeWithRedis, RedisServer } from '../testing/redis-server.js';
import { advanceRedisTime, REDIS_SLACK_MS } from '../testing/redis-time.js';
import { attemptOf, budgetMs, challengeOf, newName } from '../testing/samples.js';
import { describeSharedCodes } from '../testing/shared-code-suite.js';
import { describeChallengeStore, type StoreUnderTest } from '../testing/store-suite.js';
import { runCommand } from '../testing/run-command.js';
import { withRelaxedTimeouts } from '../testing/relaxed-timeouts.js';

/** Resolves when challenges can be stored under all of these tags. */
const waitUntilServing = (store: ChallengeStore, tags: readonly string[]): Promise<void[]> =>
  eventually(() => Promise.all(tags.map((tag) => store.put(challengeOf(newName(), tag)))));

/** Expects a rejection within a second, with the store's error and without Redis' message. */
async function expectFastRejection(step: Promise<unknown>): Promise<void> {
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
  /** One account tag in each third of the slots. */
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

  describe('with relaxed timeouts', () => {
    withRelaxedTimeouts();
    const open = async (): Promise<StoreUnderTest> => {
      const [client, other] = [await connect(), await connect()];
      const [store, peer] = [new RedisStore(client), new RedisStore(other)];
      // check() opens the connections to all nodes.
      await Promise.all([store.check(), peer.check()]);
      return {
        store,
        peer,
        slackMs: REDIS_SLACK_MS,
        advance: (ms) => advanceRedisTime(client, ms),
        close: () => store.close(),
      };
    };
    describeChallengeStore('RedisStore', open);
    describeSharedCodes('RedisStore', open);
    describeRateStore('RedisRates', async () => {
      const [client, other] = [await connect(), await connect()];
      // check() opens the connections to all nodes.
      await Promise.all([client, other].map((one) => new RedisStore(one).check()));
      const rates = new RedisRates(client);
      return {
        rates,
        peer: new RedisRates(other),
        slackMs: REDIS_SLACK_MS,
        advance: (ms) => advanceRedisTime(client, ms),
        close: () => rates.close(),
      };
    });
  });

  it('follows a moved slot without an error', async () => {
    const store = new RedisStore(await connect());
    await waitUntilServing(store, tags);
    await flush(nodes);
    const [tag = ''] = tags;
    const slot = await slotOf(tag);
    const to = nodes[1] as RedisServer;
    const id = String(await runCommand(to, (redis) => redis.cluster('MYID')));
    for (const node of [to, ...nodes]) {
      await runCommand(node, (redis) => redis.cluster('SETSLOT', slot, 'NODE', id));
    }
    await store.put(challengeOf('id', tag));
    expect(await runCommand(to, (redis) => redis.exists(`vc:{${tag}}:id`))).toBe(1);
    expect(await store.attempt(attemptOf('id', tag, 'right'))).toBe('accepted');
  });

  it('rejects within a second while a node hangs, counts a lost attempt at most once, and recovers', async () => {
    const client = await connect();
    const store = new RedisStore(client);
    await waitUntilServing(store, tags);
    const [, , tag = ''] = tags;
    await store.put(challengeOf('lost', tag));
    const node = nodes[2] as RedisServer;
    node.pause();
    try {
      await expectFastRejection(store.attempt(attemptOf('lost', tag, 'wrong')));
      await expectFastRejection(store.put(challengeOf('new', tag)));
      await expectFastRejection(store.put(challengeOf('new', tag)));
      await expect(store.check()).rejects.toThrow('Redis is unreachable: ');
    } finally {
      node.resume();
    }
    await waitUntilServing(store, tags);
    expect(
      Number(await runCommand(node, (redis) => redis.hget(`vc:{${tag}}:lost`, 'n'))),
    ).toBeLessThanOrEqual(1);
  });

  it('rejects within a second while a node is down, then serves again and refuses a consumed code', async () => {
    const client = await connect();
    const store = new RedisStore(client);
    await waitUntilServing(store, tags);
    const [, , tag = ''] = tags;
    const node = nodes[2] as RedisServer;
    await store.put(challengeOf('once', tag));
    await runCommand(node, (redis) => redis.save());
    expect(await store.attempt(attemptOf('once', tag, 'right'))).toBe('accepted');
    await node.kill();
    for (let i = 0; i < 5; i++) await expectFastRejection(store.put(challengeOf(newName(), tag)));
    await node.restart();
    await cluster.waitUntilReady();
    await waitUntilServing(store, tags);
    expect(await store.attempt(attemptOf('once', tag, 'right'))).toBe('stale');
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
  it('uses the primary that the sentinel names', async () => {
    const store = new RedisStore(await connect());
    await store.check();
    await store.put(challengeOf('id', 'id'));
    expect(await store.attempt(attemptOf('id', 'id', 'wrong'))).toBe('mismatch');
    expect(await store.attempt(attemptOf('id', 'id', 'right'))).toBe('accepted');
    expect(await runCommand(primary, (redis) => redis.exists('wb:{id}'))).toBe(1);
  });

  it.each([
    { fence: true, again: 'stale' },
    { fence: false, again: 'accepted' },
  ])(
    'returns $again for a consumed code on a promoted lagging replica, with fence: $fence',
    async ({ fence, again }) => {
      const client = await connect();
      const store = new RedisStore(client, { fence });
      await store.put(challengeOf('wrong', 'account'));
      expect(await store.attempt(attemptOf('wrong', 'account', 'wrong'))).toBe('mismatch');
      await store.put(challengeOf('id', 'account'));
      await runCommand(primary, (redis) => redis.wait(1, 0));
      // Ends the replication, so the challenge stays unconsumed on the replica.
      await runCommand(primary, async (redis) => {
        await redis.acl('SETUSER', 'default', '-psync', '-sync');
        await redis.client('KILL', 'TYPE', 'REPLICA');
      });
      expect(await store.attempt(attemptOf('id', 'account', 'right'))).toBe('accepted');
      await primary.kill();
      await group.waitForPromotion();
      const outcome = await eventually(() => store.attempt(attemptOf('id', 'account', 'right')));
      expect(outcome).toBe(again);
      // The client reconnects when it detects the failover, possibly during this call.
      expect(await eventually(() => budgetMs(store, 'account'))).toBeGreaterThan(0);
    },
  );

  it('follows a failover that a sentinel announces, though the old primary stays a primary', async () => {
    const client = await connect();
    await runCommand(primary, (redis) => redis.acl('SETUSER', 'default', '-replicaof', '-slaveof'));
    const ready = nextEvent(client, 'ready');
    await eventually(() => runCommand(group.sentinel, (redis) => redis.call('SENTINEL', 'FAILOVER', 'main')));
    await ready;
    const store = new RedisStore(client);
    await eventually(() => store.put(challengeOf('id', 'id')));
    expect(await runCommand(replica, (redis) => redis.exists('vc:{id}:id'))).toBe(1);
    expect(await runCommand(primary, (redis) => redis.info('replication'))).toContain('role:master');
  });

  it('does not reconnect after closeRedis()', async () => {
    const client = await connect();
    const ended = nextEvent(client, 'end');
    await closeRedis(client);
    await ended;
    expect(client.status).toBe('end');
  });

  it('rejects within a second while the primary hangs, then switches to the replica and stays there', async () => {
    const store = new RedisStore(await connect());
    await store.put(challengeOf('id', 'id'));
    await runCommand(primary, (redis) => redis.wait(1, 0));
    primary.pause();
    const failover = async (): Promise<void> => {
      await expectFastRejection(store.attempt(attemptOf('id', 'id', 'right')));
      await group.waitForPromotion();
      await waitUntilServing(store, ['tag']);
    };
    const done = failover();
    expect(await settlesWithin(5500, done)).toBe(true);
    await done;
    primary.resume();
    await eventually(async () => {
      expect(await runCommand(primary, (redis) => redis.info('replication'))).toContain('role:slave');
    });
    for (let i = 0; i < 20; i++) await store.put(challengeOf(newName(), newName()));
    expect(await runCommand(replica, (redis) => redis.dbsize())).toBeGreaterThan(20);
    expect(await store.attempt(attemptOf('id', 'id', 'right'))).not.toBe('accepted');
  });
});
