export {
  type AccountKey,
  type AccountState,
  type AttemptOutcome,
  type Budget,
  type ChallengeStore,
  type VerificationAttempt,
  PROOF_SKEW_MS,
  type ProofOutcome,
  type CodeDigest,
  isRepeatable,
  type LiveCode,
  MAX_CODE_AGE_MS,
  type SharedChallenge,
  type SharedOutcome,
  type SingleUseProof,
  type StoredChallenge,
  StoreMisconfiguredError,
  StoreUnavailableError,
} from './challenge-store.js';
export { MemoryStore, type MemoryStoreOptions } from './memory/memory.store.js';
export { closeRedis, openRedis } from './redis/redis.client.js';
export { RedisUrlError, withDeadline } from './redis/redis.failures.js';
export { Deadline } from './deadline.js';
export { problemOf, type RedisProblem } from './redis/connection/redis.problems.js';
export { RedisStore, type RedisStoreOptions } from './redis/redis.store.js';
export { parseRedisUrl } from './redis/connection/redis.url.js';
export { type Rate, type RateCharge, type RateStore } from './rates.js';
export { MemoryRates, type MemoryRatesOptions } from './memory/memory.rates.js';
export { RedisRates } from './redis/redis.rates.js';
