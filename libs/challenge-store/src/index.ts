export {
  type AttemptOutcome,
  type Budget,
  type ChallengeStore,
  type VerificationAttempt,
  PROOF_SKEW_MS,
  type ProofOutcome,
  type CodeDigest,
  type SingleUseProof,
  type StoredChallenge,
  StoreMisconfiguredError,
  StoreUnavailableError,
} from './challenge-store.js';
export { MemoryStore, type MemoryStoreOptions } from './memory/memory.store.js';
export { closeRedis, openRedis } from './redis/redis.client.js';
export { withDeadline } from './redis/redis.failures.js';
export { Deadline } from './deadline.js';
export { RedisStore, type RedisStoreOptions } from './redis/redis.store.js';
export { parseRedisUrl, RedisUrlError } from './redis/redis.url.js';
