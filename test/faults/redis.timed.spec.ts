import { once } from 'node:events';
import { closeRedis, openRedis } from '@system-management/challenge-store';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { expect, it, onTestFinished } from 'vitest';
import { seededRng, shuffle } from '../support/load/rng.js';
import { type FaultScenario, injectFault, type FaultReport, expectInTime } from './support/fault-scenario.js';
import { type Fault, FaultProxy } from './support/fault-proxy.js';
import { testCluster } from './support/test-cluster.js';
import { FULL, logMetric, SEED } from '../support/vitest/profile.js';

/** Writes a snapshot (SAVE). */
async function save(redis: RedisServer): Promise<void> {
  const client = openRedis(redis.url);
  await once(client, 'ready');
  await client.save();
  await closeRedis(client);
}

const killed = (redis: RedisServer, what: string): FaultScenario => ({
  what,
  inject: () => redis.kill(),
  heal: () => redis.restart(),
  forMs: 2000,
  losesCodes: true,
});

describeWithRedis('REL-01, REL-02: faults of one Redis', () => {
  const startRedis = async (args?: readonly string[]): Promise<[RedisServer, FaultProxy]> => {
    const redis = await RedisServer.start(args ? { args } : {});
    onTestFinished(() => redis.stop());
    onTestFinished(() => redis.resume());
    const proxy = await FaultProxy.start(redis.port);
    onTestFinished(() => proxy.close());
    return [redis, proxy];
  };

  it('REL-01, REL-02: accepts no code wrongly during any fault of Redis or its network, and recovers within five seconds', async () => {
    const rng = seededRng(SEED);
    const [redis, proxy] = await startRedis();
    const wire = (what: string, fault: Fault): FaultScenario => ({
      what: `wire ${what}`,
      inject: () => proxy.setFault(fault),
      heal: () => proxy.setFault({ mode: 'none' }),
      forMs: 1000 + rng(1500),
    });
    const scenarios = shuffle(
      [
        killed(redis, 'kill -9, nothing persisted'),
        {
          what: 'hangs (SIGSTOP)',
          inject: async () => redis.pause(),
          heal: async () => redis.resume(),
          forMs: 1000 + rng(3000),
        },
        wire('silent', { mode: 'silence' }),
        wire('silent beyond the socket timeout', { mode: 'silence' }),
        wire('resets within answers', { mode: 'reset', afterBytes: 1 + rng(400) }),
        wire('ends within answers', { mode: 'limit', bytes: 1 + rng(400) }),
        wire('refuses connections', { mode: 'down' }),
        wire('cuts after the reply', { mode: 'cutAfterReply', times: 1 + rng(30) }),
        wire('100 ms slower', { mode: 'latency', ms: 100 }),
        wire('slower than the command timeout', { mode: 'latency', ms: 900 }),
        wire('in slices of 3 bytes', { mode: 'slice', bytes: 3, everyMs: 1 }),
      ].map((one) => (one.what.includes('beyond') ? { ...one, forMs: 3500 } : one)),
      rng,
    ).slice(0, FULL ? Infinity : 6);
    logMetric(`faults: seed ${SEED}: ${scenarios.map(({ what }) => what).join('; ')}`);
    const { users, services, ...cluster } = await testCluster({
      REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
    });
    const reports: FaultReport[] = [];
    for (const one of scenarios) reports.push(await injectFault(users, services[0]!.url, one));
    expect(await cluster.stopAndCheck(reports, 1), `seed ${SEED}`).toEqual([]);
    expectInTime(...reports);
    const accepted = users.observed.filter(({ result }) => result === 'accepted').length;
    logMetric(`faults: seed ${SEED}: ${users.observed.length} requests, ${accepted} accepts, 0 violations`);
  });

  /** Kills Redis after codes in its last snapshot were consumed. Returns the violations. */
  const replay = async (kept: string, args: readonly string[], counterLosses: number, fence: string) => {
    const [redis, proxy] = await startRedis(args);
    const { users, services, ...cluster } = await testCluster({
      REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
      REDIS_FENCE: fence,
    });
    await users.accepted(10);
    const kill = killed(redis, `kill -9, back with ${kept}, fence ${fence}`);
    const report = await injectFault(users, services[0]!.url, {
      ...kill,
      inject: async () => {
        await save(redis);
        await users.accepted(51);
        await kill.inject();
      },
    });
    const found = await cluster.stopAndCheck([report], counterLosses);
    if (fence === 'on') expectInTime(report);
    return found;
  };
  const SNAPSHOT = ['--save', '3600 1', '--appendonly', 'no'];
  const LOG = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];

  it.each([
    { kept: 'the last snapshot', args: SNAPSHOT, counterLosses: 1 },
    { kept: 'a log of every write', args: LOG, counterLosses: 0 },
  ])(
    'REL-01: accepts no code twice after Redis restarts with $kept',
    async ({ kept, args, counterLosses }) => {
      expect(await replay(kept, args, counterLosses, 'on'), `seed ${SEED}`).toEqual([]);
    },
  );

  it('accepts codes twice with REDIS_FENCE=off: the check detects replays', async () => {
    const found = await replay('the last snapshot', SNAPSHOT, 1, 'off');
    expect(found.filter((sentence) => sentence.startsWith('(a)')).length).toBeGreaterThan(0);
  });
});
