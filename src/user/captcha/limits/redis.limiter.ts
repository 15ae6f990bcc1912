import type { Cluster, Redis } from 'ioredis';
import { type IRateLimiterOptions, RateLimiterRedis } from 'rate-limiter-flexible';

/**
 * Replaces the library's script, which decrements a missing key below zero on a refund and keeps keys with a count of
 * zero for a day. This one refunds only to the same window, and deletes a key whose count is zero.
 *
 * ARGV[1] is 1 or -1. ARGV[2] is the window in seconds; for a refund, the maximum that can be left of it. The library
 * defines the script as a command of the client, so all limiters of a client must use the same one.
 */
const COUNT = `
local points, seconds = tonumber(ARGV[1]), tonumber(ARGV[2])
local left = redis.call('PTTL', KEYS[1])
if points > 0 then
  if left >= 0 then return {redis.call('INCRBY', KEYS[1], points), left} end
  redis.call('SET', KEYS[1], points, 'EX', seconds)
  return {points, seconds * 1000}
end
if left > seconds * 1000 then return {0, 0} end
local total = redis.call('INCRBY', KEYS[1], points)
if total <= 0 then redis.call('DEL', KEYS[1]) end
return {total, left}`;

/** A limiter whose commands fail at once while Redis is not connected. */
export function redisLimiter(client: Redis | Cluster, options: IRateLimiterOptions): RateLimiterRedis {
  return new RateLimiterRedis({
    ...options,
    storeClient: client,
    customIncrTtlLuaScript: COUNT,
    rejectIfRedisNotReady: true,
  });
}
