import type { Cluster, Redis } from 'ioredis';
import { type AttemptOutcome, PROOF_SKEW_MS, type ProofOutcome } from '../challenge-store.js';

/**
 * Format version of a record. Records of other versions are ignored, so that two releases can share a Redis during a
 * rollout.
 */
export const VERSION = '2';

/**
 * All keys of an account use its tag as the hash tag, so a script may access them together in a cluster.
 * @see https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
export const recordKey = (tag: string, id: string): string => `vc:{${tag}}:${id}`;
export const budgetKey = (tag: string): string => `wb:{${tag}}`;
/**
 * A hash: the nonce of each shared code that is not consumed, and when its last challenge expires. It also has the nonces
 * of codes that a newer one has replaced, because their challenges stay valid.
 */
export const unusedCodesKey = (tag: string): string => `uc:{${tag}}`;

/**
 * The epoch and all used proofs share one slot, because one script accesses both. `sp` is short for single-use proof.
 */
export const USED_EPOCH = 'sp:{used}';
export const usedKey = (id: string): string => `${USED_EPOCH}:${id}`;

/**
 * Lua for the server's `run_id`, which changes with every start and differs between a primary and its replicas. A
 * record with another one may be a consumed code restored from a snapshot or a lagging replica.
 */
export const RUN_ID = `string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')`;

/** Milliseconds since 1970 on the clock of the Redis that holds the key. */
const CLOCK = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end`;

/** A budget is a list of the times of wrong answers, oldest first. */
export const BUDGET = `${CLOCK}
local function budget_retry_after(key, max, window)
  local nth_newest = redis.call('LINDEX', key, -max)
  return nth_newest and math.max(0, nth_newest + window - now()) or 0
end
local function append(key, max, window)
  local time = now()
  redis.call('RPUSH', key, string.format('%.0f', time))
  redis.call('LTRIM', key, -max, -1)
  redis.call('PEXPIRE', key, window)
  return time
end`;

const PUT = `
local rid = ARGV[1] == '1' and ${RUN_ID} or ''
redis.call('HSET', KEYS[1], 'v', '${VERSION}', 'kid', ARGV[2], 'mac', ARGV[3], 'n', 0, 'max', ARGV[4],
  'strong', ARGV[5], 'rid', rid, 'subject', ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[6])`;

/**
 * Counts, then compares, then consumes the challenge and the code that it shares. Does not change the record's expiry.
 * Refunds a reservation under the record's tag first, so that a wrong answer is charged once and with the time of the
 * comparison.
 */
const ATTEMPT = `${BUDGET}
if ARGV[6] ~= '0' then redis.call('LREM', KEYS[2], -1, ARGV[6]) end
local v, kid, mac, max, strong, rid, nonce, subject = unpack(
  redis.call('HMGET', KEYS[1], 'v', 'kid', 'mac', 'max', 'strong', 'rid', 'nonce', 'subject'))
if v ~= '${VERSION}' then return 'not_found' end
if kid ~= ARGV[2] then return 'unknown_key' end
if ARGV[1] == '1' and rid ~= ${RUN_ID} then
  redis.call('DEL', KEYS[1])
  return 'stale'
end
if nonce and redis.call('HEXISTS', KEYS[3], nonce) == 0 then
  redis.call('DEL', KEYS[1])
  return 'not_found'
end
local budget, window = tonumber(ARGV[4]), tonumber(ARGV[5])
local charged = budget > 0 and strong == '0'
if charged and budget_retry_after(KEYS[2], budget, window) > 0 then return 'budget_exhausted' end
max = tonumber(max)
local n = redis.call('HINCRBY', KEYS[1], 'n', 1)
local matches = n <= max and mac == ARGV[3] and subject == ARGV[7]
if matches or n >= max then redis.call('DEL', KEYS[1]) end
if matches and nonce then redis.call('HDEL', KEYS[3], nonce) end
if matches then return 'accepted' end
if charged then append(KEYS[2], budget, window) end
if strong == '1' then return 'strong_mismatch' end
return n >= max and 'exhausted' or 'mismatch'`;

const RESERVE = `${BUDGET}
local max, window = tonumber(ARGV[1]), tonumber(ARGV[2])
if budget_retry_after(KEYS[1], max, window) > 0 then return 0 end
return append(KEYS[1], max, window)`;

/**
 * A used proof is stored as a key, so a lost key would make the proof valid again. The epoch is the time since when
 * no use can be lost. A server whose `run_id` differs from the epoch's, or that has no epoch, starts a new one now.
 * The key never expires. Readiness writes it before the first use, so that a replica has it even if the primary is
 * lost with that use.
 */
const EPOCH = `${CLOCK}
local function complete_since(epoch)
  local rid, since = unpack(redis.call('HMGET', epoch, 'rid', 'since'))
  local own = ${RUN_ID}
  if rid ~= own then
    since = string.format('%.0f', now())
    redis.call('HSET', epoch, 'rid', own, 'since', since)
  end
  return tonumber(since)
end`;

const BEGIN_EPOCH = `${EPOCH}
return complete_since(KEYS[1])`;

/** All times are compared with Redis' clock, so a caller's wrong clock has no effect. */
const CONSUME_PROOF = `${EPOCH}
local ttl = ARGV[3] + ${PROOF_SKEW_MS} - now()
if ttl <= 0 then return 'expired' end
if ARGV[1] == '1' and tonumber(ARGV[2]) < complete_since(KEYS[2]) then return 'stale' end
return redis.call('SET', KEYS[1], '1', 'NX', 'PX', string.format('%.0f', ttl)) and 'accepted' or 'used'`;

export type Flag = '0' | '1';

/** The Lua scripts as client commands. Each runs atomically. */
export interface ChallengeCommands {
  /** @param subject `''` without an account */
  challengePut(
    record: string,
    fence: Flag,
    keyId: string,
    mac: Buffer,
    attempts: number,
    strong: Flag,
    lifetimeMs: number,
    subject: string,
  ): Promise<null>;
  /**
   * @param max of the budget; 0 without a budget
   * @param reservedAt time of the reservation under the record's tag; 0 without one
   * @param subject of the answer; `''` without an account
   */
  challengeAttempt(
    record: string,
    budget: string,
    unused: string,
    fence: Flag,
    keyId: string,
    mac: Buffer,
    max: number,
    windowMs: number,
    reservedAt: number,
    subject: string,
  ): Promise<AttemptOutcome>;
  /**
   * Charges a wrong answer before it is compared.
   * @returns the time it was charged at, or 0 if the budget is exhausted
   */
  challengeReserve(budget: string, max: number, windowMs: number): Promise<number>;
  /**
   * Starts a new epoch if there is none or if another server process wrote it.
   * @returns the time since when all uses are stored
   */
  challengeBeginEpoch(epoch: string): Promise<number>;
  challengeConsumeProof(
    used: string,
    epoch: string,
    fence: Flag,
    madeAt: number,
    expiresAt: number,
  ): Promise<ProofOutcome>;
}

/** Defines the script commands on a client. Idempotent. */
export function withChallengeCommands<Client extends Redis | Cluster>(
  client: Client,
): Client & ChallengeCommands {
  client.defineCommand('challengePut', { numberOfKeys: 1, lua: PUT });
  client.defineCommand('challengeAttempt', { numberOfKeys: 3, lua: ATTEMPT });
  client.defineCommand('challengeReserve', { numberOfKeys: 1, lua: RESERVE });
  client.defineCommand('challengeBeginEpoch', { numberOfKeys: 1, lua: BEGIN_EPOCH });
  client.defineCommand('challengeConsumeProof', { numberOfKeys: 2, lua: CONSUME_PROOF });
  return client as Client & ChallengeCommands;
}

export const flag = (value: boolean): Flag => (value ? '1' : '0');
