import { once } from 'node:events';
import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  type ChallengeStore,
  closeRedis,
  MemoryStore,
  openRedis,
  RedisStore,
  StoreMisconfiguredError,
} from '@system-management/challenge-store';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import { type StorageConfig, storageConfig } from '../config/storage.config.js';
import { LOGGER } from '../operations/logging/logger.js';

/** Injection token of the one Redis client of this process; `null` when everything stays in memory. */
export const REDIS = Symbol('Redis');
export type RedisClient = Redis | Cluster | null;

/** How long a start waits for Redis before it goes on without. */
const CONNECT_MS = 1000;

/** Injection token of the {@link ChallengeStore}. */
export const CHALLENGE_STORE = Symbol('ChallengeStore');

/**
 * Where state lives: this process, or Redis as soon as `REDIS_URL` names one. A configured Redis is never replaced by
 * memory, however long it is away: a second set of counters would be a second set of guesses.
 */
@Module({
  providers: [
    {
      provide: REDIS,
      inject: [storageConfig.KEY],
      useFactory: ({ redisUrl }: StorageConfig): RedisClient => (redisUrl ? openRedis(redisUrl) : null),
    },
    {
      provide: CHALLENGE_STORE,
      inject: [REDIS, storageConfig.KEY],
      useFactory: (redis: RedisClient, { redisFence }: StorageConfig): ChallengeStore =>
        redis ? new RedisStore(redis, { fence: redisFence }) : new MemoryStore(),
    },
  ],
  exports: [REDIS, CHALLENGE_STORE],
})
export class StorageModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(REDIS) private readonly redis: RedisClient,
    @Inject(CHALLENGE_STORE) private readonly store: ChallengeStore,
    @Inject(storageConfig.KEY) private readonly config: StorageConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** A Redis that is away may come back; one that evicts or forbids the fence must not be relied upon at all. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.redis && this.redis.status !== 'ready') {
      await once(this.redis, 'ready', { signal: AbortSignal.timeout(CONNECT_MS) }).catch(() => undefined);
    }
    if (!this.config.redisFence) this.logger.warn('REDIS_FENCE=off: a restart or failover may replay a code');
    try {
      await this.store.check();
    } catch (problem) {
      if (problem instanceof StoreMisconfiguredError) throw problem;
      this.logger.error({ err: problem }, 'the store cannot be reached; requests answer 503 until it can');
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
    if (this.redis) await closeRedis(this.redis);
  }
}
