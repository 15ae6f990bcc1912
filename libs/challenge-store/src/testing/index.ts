export { describeWithCommand } from './describe-with-command.js';
export { nextEvent } from './next-event.js';
export { describeRateStore, type RatesUnderTest } from './rate-suite.js';
export { RedisCluster } from './redis-cluster.js';
export { RedisSentinel } from './redis-sentinel.js';
export {
  describeWithRedis,
  freePort,
  RedisServer,
  type RedisServerOptions,
  type RedisTls,
} from './redis-server.js';
export { withRelaxedTimeouts } from './relaxed-timeouts.js';
export { advanceRedisTime, REDIS_SLACK_MS } from './redis-time.js';
export { describeSharedCodes } from './shared-code-suite.js';
export { describeChallengeStore, type StoreUnderTest } from './store-suite.js';
export { runCommand } from './run-command.js';
export { attemptOf, challengeOf, newName } from './samples.js';
