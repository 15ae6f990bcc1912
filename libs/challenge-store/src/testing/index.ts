export { describeWithCommand } from './describe-with-command.js';
export { heard } from './next-event.js';
export { RedisCluster } from './redis-cluster.js';
export { RedisSentinel } from './redis-sentinel.js';
export { describeWithRedis, freePort, RedisServer, type RedisServerOptions } from './redis-server.js';
export { ageRedis, REDIS_SLACK_MS } from './redis-time.js';
export { describeChallengeStore, type StoreUnderTest } from './store-suite.js';
export { tell } from './run-command.js';
export { withUnhurriedSteps } from './unhurried-steps.js';
