import { once } from 'node:events';
import { closeRedis, openRedis, RedisStore } from '@system-management/challenge-store';
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
  try {
    if (redis.status !== 'ready') await once(redis, 'ready', { signal: AbortSignal.timeout(CONNECT_MS) });
    await new RedisStore(redis, { fence: redisFence }).check();
    report.ok('Redis answers and is configured correctly');
  } catch (error) {
    const isTimeout = error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);
    report.wrong(
      isTimeout ? 'Redis did not answer' : `Redis: ${error instanceof Error ? error.message : String(error)}`,
      'check host, port, user and password of REDIS_URL, and that the server is set to noeviction',
    );
  } finally {
    await closeRedis(redis);
  }
}
