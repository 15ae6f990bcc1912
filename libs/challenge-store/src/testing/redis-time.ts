import { Cluster, type Redis } from 'ioredis';

/** Moves the times of one key into the past: its expiry, and the times in a budget. */
const SHIFT_KEY = `
local ms = tonumber(ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if redis.call('TYPE', KEYS[1]).ok == 'list' then
  for i, at in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    redis.call('LSET', KEYS[1], i - 1, string.format('%.0f', at - ms))
  end
end
if left >= 0 then redis.call('PEXPIRE', KEYS[1], left - ms) end`;

/**
 * Simulates the passing of time in a Redis. Its clock cannot be set, so all stored times are moved into the past.
 * Real time passes too: keep a distance of {@link REDIS_SLACK_MS} from any limit. `redis.store.spec.ts` tests expiry
 * to the millisecond without this.
 */
export async function advanceRedisTime(client: Redis | Cluster, ms: number): Promise<void> {
  const primaries = client instanceof Cluster ? client.nodes('master') : [client];
  const keys = (await Promise.all(primaries.map((primary) => primary.keys('*')))).flat();
  await Promise.all(keys.map((key) => client.eval(SHIFT_KEY, 1, key, ms)));
}

/**
 * Distance in milliseconds that a test with {@link advanceRedisTime} keeps from a limit: much more than a test takes.
 */
export const REDIS_SLACK_MS = 20_000;
