import { Cluster, type Redis } from 'ioredis';

/**
 * Moves the times of one key into the past: its expiry, the times of a budget (`wb:`), the birth of a live code (`lc:`),
 * the expiries of unused codes (`uc:`) and the time of a rate (`vr:`, microseconds).
 */
const SHIFT_KEY = `
local key, ms = KEYS[1], tonumber(ARGV[1])
local kind = string.sub(key, 1, 3)
local ends_at = redis.call('PEXPIRETIME', key)
-- The key has expired since it was listed.
if ends_at == -2 then return end
local function earlier(time, by) return string.format('%.0f', time - by) end
if kind == 'wb:' then
  for i, at in ipairs(redis.call('LRANGE', key, 0, -1)) do redis.call('LSET', key, i - 1, earlier(at, ms)) end
elseif kind == 'lc:' then
  redis.call('HSET', key, 'born', earlier(redis.call('HGET', key, 'born'), ms))
elseif kind == 'uc:' then
  for _, nonce in ipairs(redis.call('HKEYS', key)) do
    redis.call('HSET', key, nonce, earlier(redis.call('HGET', key, nonce), ms))
  end
elseif kind == 'vr:' then
  redis.call('SET', key, earlier(redis.call('GET', key), ms * 1000))
end
if ends_at >= 0 then redis.call('PEXPIREAT', key, earlier(ends_at, ms)) end`;

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
