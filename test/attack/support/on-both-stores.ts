import {
  describeWithRedis,
  RedisServer,
  withRelaxedTimeouts,
} from '@system-management/challenge-store/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Environment } from '../../../src/config/settings.js';

/** Opens what an application needs to use the store of the day: its settings. */
export type OpenStore = () => Promise<{ readonly env: Environment }>;

/** Runs an attack against the memory store and against a Redis of its own. */
export function onBothStores(title: string, body: (open: OpenStore, name: 'memory' | 'Redis') => void): void {
  describe(`${title} (memory)`, () => body(async () => ({ env: { REDIS_URL: '' } }), 'memory'));
  describeWithRedis(`${title} (Redis)`, () => {
    // Attacks are about codes. What a slow Redis does to a request is tested where that is the subject.
    withRelaxedTimeouts();
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await RedisServer.start();
    });
    afterAll(() => redis.stop());
    body(async () => ({ env: { REDIS_URL: redis.url } }), 'Redis');
  });
}
