import type { ConfigType } from '@nestjs/config';
import { parseRedisUrl } from '@system-management/challenge-store';
import { defineConfig } from './reader/define-config.js';

/** Store of challenges and limits. */
export const storageConfig = defineConfig(
  'storage',
  (read) => ({
    /** Empty: state is kept in memory. */
    redisUrl: read.parsed('REDIS_URL', (text = '') => (text && parseRedisUrl(text), text)),
    /** Whether a restart or failover of Redis invalidates its challenges. */
    redisFence: read.onOff('REDIS_FENCE', true),
  }),
  ['redisUrl'],
);
export type StorageConfig = ConfigType<typeof storageConfig>;
