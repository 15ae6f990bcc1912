import { once } from 'node:events';
import {
  closeRedis,
  openRedis,
  problemOf,
  RedisStore,
  StoreMisconfiguredError,
} from '@system-management/challenge-store';
import type { StorageConfig } from '../config/storage.config.js';
import type { Report } from './report.js';

/** Time limit for the connection to Redis. */
const CONNECT_MS = 3000;

/** Connects to the store and runs its own check, the one of a start. */
export async function checkStore({ redisUrl, redisFence }: StorageConfig, report: Report): Promise<void> {
  report.about('Store');
  if (!redisUrl) {
    report.note(
      'REDIS_URL is empty: codes and limits are kept in memory, for one instance, and a restart loses them',
    );
    return;
  }
  const redis = openRedis(redisUrl);
  const store = new RedisStore(redis, { fence: redisFence });
  try {
    if (redis.status !== 'ready') {
      await once(redis, 'ready', { signal: AbortSignal.timeout(CONNECT_MS) }).catch(() => undefined);
    }
    await store.check();
    report.ok('Redis answers and is configured correctly');
  } catch (error) {
    if (error instanceof StoreMisconfiguredError) {
      report.wrong(error.message, 'change the setting, then run the doctor again');
      return;
    }
    const { reason, remedy } = problemOf(redis, error instanceof Error ? (error.cause ?? error) : error);
    report.wrong(`Redis: ${reason}`, remedy);
  } finally {
    await closeRedis(redis);
  }
}
