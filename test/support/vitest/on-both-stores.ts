import {
  describeWithRedis,
  RedisServer,
  withRelaxedTimeouts,
} from '@system-management/challenge-store/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Environment } from '../../../src/config/settings.js';

/** Returns the settings that select the store under test. */
export type OpenStore = () => Promise<{ readonly env: Environment }>;

/** Runs a suite against the memory store and against a Redis server of its own. */
export function onBothStores(title: string, body: (open: OpenStore, name: 'memory' | 'Redis') => void): void {
  describe(`${title} (memory)`, () => body(async () => ({ env: { REDIS_URL: '' } }), 'memory'));
  describeWithRedis(`${title} (Redis)`, () => {
    // Deadlines are out of scope here: see test/faults/slow-redis.timed.spec.ts.
    withRelaxedTimeouts();
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await RedisServer.start();
    });
    afterAll(() => redis.stop());
    body(async () => ({ env: { REDIS_URL: redis.url } }), 'Redis');
  });
}
