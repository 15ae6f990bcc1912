export { describeWithCommand } from './describe-with-command.js';
export { nextEvent } from './next-event.js';
export { RedisCluster } from './redis-cluster.js';
export { RedisSentinel } from './redis-sentinel.js';
export { describeWithRedis, freePort, RedisServer, type RedisServerOptions } from './redis-server.js';
export { withRelaxedTimeouts } from './relaxed-timeouts.js';
export { advanceRedisTime, REDIS_SLACK_MS } from './redis-time.js';
export { describeChallengeStore, type StoreUnderTest } from './store-suite.js';
export { runCommand } from './run-command.js';
