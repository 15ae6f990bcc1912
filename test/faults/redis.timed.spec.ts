import { once } from 'node:events';
import { closeRedis, openRedis } from '@system-management/challenge-store';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { expect, it, onTestFinished } from 'vitest';
import { drawFrom, shuffled } from '../attack/support/seeded.js';
import { type Disturbance, disturb, type Episode, expectInTime } from './support/episode.js';
import { type Fault, FaultProxy } from './support/fault-proxy.js';
import { testCluster } from './support/test-cluster.js';
import { FULL, logMetric, SEED } from '../support/vitest/profile.js';

/** Has Redis write down all it holds, now. */
async function save(redis: RedisServer): Promise<void> {
  const client = openRedis(redis.url);
  await once(client, 'ready');
  await client.save();
  await closeRedis(client);
}

const killed = (redis: RedisServer, what: string): Disturbance => ({
  what,
  disturb: () => redis.kill(),
  heal: () => redis.restart(),
  forMs: 2000,
  losesCodes: true,
});

describeWithRedis('While a crowd is at work', () => {
  const startRedis = async (args?: readonly string[]): Promise<[RedisServer, FaultProxy]> => {
    const redis = await RedisServer.start(args ? { args } : {});
    onTestFinished(() => redis.stop());
    onTestFinished(() => redis.resume());
    const proxy = await FaultProxy.start(redis.port);
    onTestFinished(() => proxy.close());
    return [redis, proxy];
  };

  it('REL-01, REL-02: no way of losing Redis or its wire gives a code away, and each is over in five seconds', async () => {
    const draw = drawFrom(SEED);
    const [redis, proxy] = await startRedis();
    const wire = (what: string, fault: Fault): Disturbance => ({
      what: `wire ${what}`,
      disturb: () => proxy.become(fault),
      heal: () => proxy.become({ mode: 'none' }),
      forMs: 1000 + draw(1500),
    });
    const disturbances = shuffled(
      [
        killed(redis, 'kill -9, nothing persisted'),
        {
          what: 'hangs (SIGSTOP)',
          disturb: async () => redis.pause(),
          heal: async () => redis.resume(),
          forMs: 1000 + draw(3000),
        },
        wire('silent', { mode: 'silence' }),
        wire('silent beyond the socket timeout', { mode: 'silence' }),
        wire('resets within answers', { mode: 'reset', afterBytes: 1 + draw(400) }),
        wire('ends within answers', { mode: 'limit', bytes: 1 + draw(400) }),
        wire('refuses connections', { mode: 'down' }),
        wire('cuts after the reply', { mode: 'cutAfterReply', times: 1 + draw(30) }),
        wire('100 ms slower', { mode: 'latency', ms: 100 }),
        wire('slower than anybody waits', { mode: 'latency', ms: 900 }),
        wire('in slices of 3 bytes', { mode: 'slice', bytes: 3, everyMs: 1 }),
      ].map((one) => (one.what.includes('beyond') ? { ...one, forMs: 3500 } : one)),
      draw,
    ).slice(0, FULL ? Infinity : 6);
    logMetric(`faults: seed ${SEED}: ${disturbances.map(({ what }) => what).join('; ')}`);
    const { crowd, services, ...play } = await testCluster({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
    const episodes: Episode[] = [];
    for (const one of disturbances) episodes.push(await disturb(crowd, services[0]!.url, one));
    expect(await play.verdict(episodes, 1), `seed ${SEED}`).toEqual([]);
    expectInTime(...episodes);
    const accepted = crowd.seen.filter(({ result }) => result === 'accepted').length;
    logMetric(`faults: seed ${SEED}: ${crowd.seen.length} requests, ${accepted} accepts, 0 violations`);
  });

  /** Kills it when what has just been consumed is alive in its last snapshot, and judges. */
  const replay = async (kept: string, args: readonly string[], forgotten: number, fence: string) => {
    const [redis, proxy] = await startRedis(args);
    const { crowd, services, ...play } = await testCluster({
      REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
      REDIS_FENCE: fence,
    });
    await crowd.accepted(10);
    const kill = killed(redis, `kill -9, back with ${kept}, fence ${fence}`);
    const episode = await disturb(crowd, services[0]!.url, {
      ...kill,
      disturb: async () => {
        await save(redis);
        await crowd.accepted(51);
        await kill.disturb();
      },
    });
    const found = await play.verdict([episode], forgotten);
    if (fence === 'on') expectInTime(episode);
    return found;
  };
  const SNAPSHOT = ['--save', '3600 1', '--appendonly', 'no'];
  const LOG = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];

  it.each([
    { kept: 'the last snapshot', args: SNAPSHOT, forgotten: 1 },
    { kept: 'a log of every write', args: LOG, forgotten: 0 },
  ])('REL-01: a Redis that comes back with $kept replays no code', async ({ kept, args, forgotten }) => {
    expect(await replay(kept, args, forgotten, 'on'), `seed ${SEED}`).toEqual([]);
  });

  it('is convicted of replays where the fence is off: what is shown here would show', async () => {
    const found = await replay('the last snapshot', SNAPSHOT, 1, 'off');
    expect(found.filter((sentence) => sentence.startsWith('(a)')).length).toBeGreaterThan(0);
  });
});
