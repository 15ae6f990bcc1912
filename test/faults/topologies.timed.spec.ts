import { describeWithRedis, RedisCluster, RedisSentinel } from '@system-management/challenge-store/testing';
import { expect, it, onTestFinished } from 'vitest';
import { disturb, expectInTime } from './support/episode.js';
import { FaultProxy } from './support/fault-proxy.js';
import { testCluster } from './support/test-cluster.js';
import { logMetric, SEED } from '../support/vitest/profile.js';

describeWithRedis('While a crowd is at work over several Redis', () => {
  it('REL-03: a failover accepts no code twice, though the old primary lives on and an instance still believes it', async () => {
    let wire: FaultProxy | undefined;
    const group = await RedisSentinel.start(async (primary) => {
      wire = await FaultProxy.start(primary.port);
      return wire.port;
    });
    onTestFinished(() => group.stop());
    onTestFinished(() => wire?.close());
    // The second instance has no sentinel to ask and a line of its own to the old primary: the worst of a cut.
    const { crowd, services, urls, ...play } = await testCluster(
      { REDIS_URL: group.url },
      { REDIS_URL: group.primary.url },
    );
    const episode = await disturb(crowd, services[0]!.url, {
      what: 'Sentinel failover, the old primary alive behind a cut',
      disturb: async () => wire?.become({ mode: 'silence' }),
      heal: async () => {
        await group.waitForPromotion();
        // The old primary is about to become a replica: whoever is bound to it can serve no more.
        urls.splice(1);
        await wire?.become({ mode: 'none' });
      },
      forMs: 6000,
      losesCodes: true,
      isSurvived: true,
    });
    expect(await play.verdict([episode], 1), `seed ${SEED}`).toEqual([]);
    expectInTime(episode);
    const during = crowd.seen.filter(({ t0, result }) => t0 > episode.from && result === 'accepted').length;
    expect(during).toBeGreaterThan(0);
    logMetric(`REL-03 Sentinel: ${during} accepts after the cut, by two primaries, none twice`);
  });

  it('REL-03: a cluster that loses a node gives no code away and serves again once the node is back', async () => {
    const cluster = await RedisCluster.start();
    onTestFinished(() => cluster.stop());
    const { crowd, services, ...play } = await testCluster({ REDIS_URL: cluster.url });
    const [, , node] = cluster.nodes;
    const episode = await disturb(crowd, services[0]!.url, {
      what: 'a node of three lost (kill -9)',
      disturb: async () => node!.kill(),
      heal: async () => node!.restart(),
      forMs: 2500,
      losesCodes: true,
    });
    expect(await play.verdict([episode], 1), `seed ${SEED}`).toEqual([]);
    expectInTime(episode);
  });
});
