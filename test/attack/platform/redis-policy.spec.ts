import { closeRedis, openRedis, StoreMisconfiguredError } from '@system-management/challenge-store';
import { describeWithRedis, RedisServer } from '@system-management/challenge-store/testing';
import { afterEach, expect, it } from 'vitest';
import { REDIS } from '../../../src/storage/storage.module.js';
import { CAPTCHA, TestApp } from '../../support/app.js';
import { ServiceProcess } from '../../support/service-process.js';
import { describeWithBuild } from '../../support/vitest/describe-with-build.js';

const EVICTING = [
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
];

describeWithRedis('SEC-35: the start with an evicting Redis', () => {
  let redis: RedisServer;
  afterEach(() => redis.stop());
  const startRedis = async (policy: string): Promise<void> => {
    redis = await RedisServer.start({
      args: ['--save', '', '--maxmemory', '64mb', '--maxmemory-policy', policy],
    });
  };

  it.each(EVICTING)(
    'SEC-35: fails with maxmemory-policy %s, and the error names the setting to change',
    async (policy) => {
      await startRedis(policy);
      // A client of the test's own: a failed start does not close the application's.
      const client = openRedis(redis.url);
      try {
        const start = TestApp.start({
          env: { REDIS_URL: redis.url },
          override: (builder) => builder.overrideProvider(REDIS).useValue(client),
        });
        const problem = await start.catch((error: unknown) => error);
        expect(problem).toBeInstanceOf(StoreMisconfiguredError);
        expect((problem as Error).message).toContain(`maxmemory-policy ${policy}: set it to noeviction`);
      } finally {
        await closeRedis(client);
      }
    },
  );

  it('SEC-35: succeeds with noeviction', async () => {
    await startRedis('noeviction');
    const app = await TestApp.start({ env: { REDIS_URL: redis.url } });
    try {
      expect((await app.post(CAPTCHA, { use: 'login', type: 'image' })).status).toBe(200);
    } finally {
      await app.close();
    }
  });

  describeWithBuild('dist/main.js', 'of dist/main.js', () => {
    it('SEC-35: exits with code 1 and the setting to change, without a stack trace', async () => {
      await startRedis('allkeys-lru');
      const start = ServiceProcess.start({ env: { REDIS_URL: redis.url } });
      const problem = await start.then(
        (server) => server.stop(),
        (error: Error) => error.message,
      );
      expect(problem).toMatch(/^exit 1: .*maxmemory-policy allkeys-lru: set it to noeviction/s);
      expect(problem).not.toMatch(/^\s+at /m);
    });
  });
});
