import { once } from 'node:events';
import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  type ChallengeStore,
  closeRedis,
  MemoryRates,
  MemoryStore,
  openRedis,
  type RateStore,
  RedisRates,
  RedisStore,
  StoreMisconfiguredError,
  StoreUnavailableError,
} from '@system-management/challenge-store';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import { type StorageConfig, storageConfig } from '../config/storage.config.js';
import { LOGGER } from '../operations/logging/logger.js';

/** Injection token of the {@link RedisClient}. */
export const REDIS = Symbol('Redis');
/** The only Redis client of this process; `null` when state is kept in memory. */
export type RedisClient = Redis | Cluster | null;

/** Milliseconds that a start waits for Redis before it continues without a connection. */
const CONNECT_MS = 1000;

/** Injection token of the {@link ChallengeStore}. */
export const CHALLENGE_STORE = Symbol('ChallengeStore');

/** Injection token of the {@link RateStore}. */
export const RATE_STORE = Symbol('RateStore');

/**
 * Keeps state in memory, or in Redis when `REDIS_URL` is set. An unreachable Redis is never replaced by memory: a
 * second set of counters would allow a second set of guesses.
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
    {
      provide: RATE_STORE,
      inject: [REDIS],
      useFactory: (redis: RedisClient): RateStore => (redis ? new RedisRates(redis) : new MemoryRates()),
    },
  ],
  exports: [CHALLENGE_STORE, RATE_STORE],
})
export class StorageModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(REDIS) private readonly redis: RedisClient,
    @Inject(CHALLENGE_STORE) private readonly store: ChallengeStore,
    @Inject(RATE_STORE) private readonly rates: RateStore,
    @Inject(storageConfig.KEY) private readonly config: StorageConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Fails only on a misconfigured Redis, which evicts keys or forbids the fence. An unreachable Redis may recover.
   */
  async onApplicationBootstrap(): Promise<void> {
    if (this.redis && this.redis.status !== 'ready') {
      await once(this.redis, 'ready', { signal: AbortSignal.timeout(CONNECT_MS) }).catch(() => undefined);
    }
    if (!this.config.redisFence)
      this.logger.warn('REDIS_FENCE=off: a restart or failover of Redis may restore consumed codes');
    try {
      await this.store.check();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) || error instanceof StoreMisconfiguredError) throw error;
      // Without the stack: the message says what to do.
      this.logger.error(`${error.message}. Requests get 503 until it recovers`);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
    await this.rates.close();
    if (this.redis) await closeRedis(this.redis);
  }
}
