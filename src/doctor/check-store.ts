import { once } from 'node:events';
import { closeRedis, openRedis, RedisStore } from '@system-management/challenge-store';
import type { Settings } from '../config/settings.js';
import type { Report } from './report.js';

/** How long Redis may take to answer. */
const CONNECT_MS = 3000;

/** Asks the store whether it can be relied upon. */
export async function checkStore({ redisUrl, redisFence }: Settings, report: Report): Promise<void> {
  report.about('Store');
  if (!redisUrl) {
    report.note(
      'codes and limits live in the process: one instance, and a restart forgets them (REDIS_URL is empty)',
    );
    return;
  }
  const redis = openRedis(redisUrl);
  try {
    if (redis.status !== 'ready') await once(redis, 'ready', { signal: AbortSignal.timeout(CONNECT_MS) });
    await new RedisStore(redis, { fence: redisFence }).check();
    report.ok('Redis answers and can be relied upon');
  } catch (error) {
    const isSilent = error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name);
    report.wrong(
      isSilent ? 'Redis did not answer' : `Redis: ${error instanceof Error ? error.message : String(error)}`,
      'check host, port, user and password of REDIS_URL, and that the server is set to noeviction',
    );
  } finally {
    await closeRedis(redis);
  }
}
