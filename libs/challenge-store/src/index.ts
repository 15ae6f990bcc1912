export {
  type AttemptOutcome,
  type Budget,
  type ChallengeStore,
  type Guess,
  PROOF_SKEW_MS,
  type ProofOutcome,
  type Seal,
  type SingleUseProof,
  type StoredChallenge,
  StoreMisconfiguredError,
  StoreUnavailableError,
} from './challenge-store.js';
export { MemoryStore, type MemoryStoreOptions } from './memory/memory.store.js';
export { closeRedis, openRedis } from './redis/redis.client.js';
export { inTime } from './redis/redis.failures.js';
export { Patience } from './deadline.js';
export { RedisStore, type RedisStoreOptions } from './redis/redis.store.js';
export { parseRedisUrl, RedisUrlError } from './redis/redis.url.js';
