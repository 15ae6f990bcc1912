import { describeWithRedis, RedisCluster, RedisSentinel } from '@system-management/challenge-store/testing';
import { expect, it, onTestFinished } from 'vitest';
import { injectFault, expectInTime } from './support/fault-scenario.js';
import { FaultProxy } from './support/fault-proxy.js';
import { testCluster } from './support/test-cluster.js';
import { logMetric, SEED } from '../support/vitest/profile.js';

describeWithRedis('REL-03: Sentinel failover and cluster node loss', () => {
  it('REL-03: accepts no code twice after a failover while one instance still uses the old primary', async () => {
    let wire: FaultProxy | undefined;
    const group = await RedisSentinel.start({
      addressOf: async (primary) => {
        wire = await FaultProxy.start(primary.port);
        return wire.port;
      },
    });
    onTestFinished(() => group.stop());
    onTestFinished(() => wire?.close());
    // The second instance connects to the old primary directly and without Sentinel: the worst case of a partition.
    const { users, services, urls, ...cluster } = await testCluster(
      { REDIS_URL: group.url },
      { REDIS_URL: group.primary.url },
    );
    const report = await injectFault(users, services[0]!.url, {
      what: 'Sentinel failover, the old primary alive behind a cut',
      inject: async () => wire?.setFault({ mode: 'silence' }),
      heal: async () => {
        await group.waitForPromotion();
        // The old primary becomes a replica, so the second instance cannot serve any more.
        urls.splice(1);
        await wire?.setFault({ mode: 'none' });
      },
      forMs: 6000,
      losesCodes: true,
      recoversBeforeHealing: true,
    });
    expect(await cluster.stopAndCheck([report], 1), `seed ${SEED}`).toEqual([]);
    expectInTime(report);
    const during = users.observed.filter(
      ({ t0, result }) => t0 > report.from && result === 'accepted',
    ).length;
    expect(during).toBeGreaterThan(0);
    logMetric(`REL-03 Sentinel: ${during} accepts after the cut, by two primaries, none twice`);
  });

  it('REL-03: accepts no code wrongly while a cluster node is lost, and recovers after the node returns', async () => {
    const redis = await RedisCluster.start();
    onTestFinished(() => redis.stop());
    const { users, services, ...cluster } = await testCluster({ REDIS_URL: redis.url });
    const [, , node] = redis.nodes;
    const report = await injectFault(users, services[0]!.url, {
      what: 'a node of three lost (kill -9)',
      inject: async () => node!.kill(),
      heal: async () => node!.restart(),
      forMs: 2500,
      losesCodes: true,
    });
    expect(await cluster.stopAndCheck([report], 1), `seed ${SEED}`).toEqual([]);
    expectInTime(report);
  });
});
