import { Cluster, type Redis } from 'ioredis';

/** Moves the recorded times of one key into the past: when it ends, and when each wrong answer was given. */
const AGE = `
local ms = tonumber(ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if redis.call('TYPE', KEYS[1]).ok == 'list' then
  for i, at in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    redis.call('LSET', KEYS[1], i - 1, string.format('%.0f', at - ms))
  end
end
if left >= 0 then redis.call('PEXPIRE', KEYS[1], left - ms) end`;

/**
 * Lets time pass for all a Redis holds. Its clock cannot be moved, so everything it has written down moves the other
 * way. Real time passes besides: a test must leave {@link REDIS_SLACK_MS} around an edge. That Redis counts by its own
 * clock, and to the millisecond, is shown without this in `redis.store.spec.ts`.
 */
export async function advanceRedisTime(client: Redis | Cluster, ms: number): Promise<void> {
  const primaries = client instanceof Cluster ? client.nodes('master') : [client];
  const keys = (await Promise.all(primaries.map((primary) => primary.keys('*')))).flat();
  await Promise.all(keys.map((key) => client.eval(AGE, 1, key, ms)));
}

/** How far from an edge a test with {@link advanceRedisTime} must stay, in milliseconds: far more than a test takes. */
export const REDIS_SLACK_MS = 20_000;
