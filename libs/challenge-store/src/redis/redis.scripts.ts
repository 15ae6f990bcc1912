import type { Cluster, Redis } from 'ioredis';
import { type AttemptOutcome, PROOF_SKEW_MS, type ProofOutcome } from '../challenge-store.js';

/** Format of a record. A build that meets another one leaves it alone: two builds may share a Redis for a while. */
const VERSION = '1';

/**
 * Both keys of an account share its tag as the hash tag, so one script may touch both in a cluster.
 * @see https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
export const recordKey = (tag: string, id: string): string => `vc:{${tag}}:${id}`;
export const budgetKey = (tag: string): string => `wb:{${tag}}`;

/** All used proofs share one slot, because all share one epoch. `sp` as in single-use proof. */
export const USED_EPOCH = 'sp:{used}';
export const usedKey = (id: string): string => `${USED_EPOCH}:${id}`;

/**
 * The server's `run_id` changes with every start and differs between a primary and its replicas: a record that
 * carries another one may be the resurrection of a consumed code.
 */
export const RUN_ID = `string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')`;

/** Milliseconds since 1970, on the clock of the Redis that keeps the key. */
const CLOCK = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end`;

/** A budget is the list of the times of the wrong answers, oldest first. */
const BUDGET = `${CLOCK}
local function spent_for(key, max, window)
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
  'strong', ARGV[5], 'rid', rid)
redis.call('PEXPIRE', KEYS[1], ARGV[6])`;

/**
 * Count first, compare second, consume in the same step. The life of a record is never touched. A reservation under
 * the record's own tag is taken back first: what is charged is charged at the time of the judgement.
 */
const ATTEMPT = `${BUDGET}
if ARGV[6] ~= '0' then redis.call('LREM', KEYS[2], -1, ARGV[6]) end
local v, kid, mac, max, strong, rid = unpack(
  redis.call('HMGET', KEYS[1], 'v', 'kid', 'mac', 'max', 'strong', 'rid'))
if v ~= '${VERSION}' then return 'not_found' end
if kid ~= ARGV[2] then return 'unknown_key' end
if ARGV[1] == '1' and rid ~= ${RUN_ID} then
  redis.call('DEL', KEYS[1])
  return 'stale'
end
local budget, window = tonumber(ARGV[4]), tonumber(ARGV[5])
local charged = budget > 0 and strong == '0'
if charged and spent_for(KEYS[2], budget, window) > 0 then return 'budget_exhausted' end
max = tonumber(max)
local n = redis.call('HINCRBY', KEYS[1], 'n', 1)
local hit = n <= max and mac == ARGV[3]
if hit or n >= max then redis.call('DEL', KEYS[1]) end
if hit then return 'accepted' end
if charged then append(KEYS[2], budget, window) end
return n >= max and 'exhausted' or 'mismatch'`;

const RESERVE = `${BUDGET}
local max, window = tonumber(ARGV[1]), tonumber(ARGV[2])
if spent_for(KEYS[1], max, window) > 0 then return 0 end
return append(KEYS[1], max, window)`;

const SPENT_FOR = `${BUDGET}
return spent_for(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]))`;

/**
 * A used proof is remembered by a key, so what a restart or failover may have lost is a *refusal*. Hence the epoch: since
 * when this process has surely seen every use. Another process than the one that wrote it, and one that finds none,
 * cannot know what was used before now. It has no end, and readiness writes it long before the first use, so that a
 * replica has it when its primary is lost together with that use.
 */
const EPOCH = `${CLOCK}
local function known_since(epoch)
  local rid, since = unpack(redis.call('HMGET', epoch, 'rid', 'since'))
  local own = ${RUN_ID}
  if rid ~= own then
    since = string.format('%.0f', now())
    redis.call('HSET', epoch, 'rid', own, 'since', since)
  end
  return tonumber(since)
end`;

const BEGIN_EPOCH = `${EPOCH}
return known_since(KEYS[1])`;

/** Everything is judged by Redis' clock, so a caller whose own is wrong gains nothing. */
const CONSUME_PROOF = `${EPOCH}
local remembered = ARGV[3] + ${PROOF_SKEW_MS} - now()
if remembered <= 0 then return 'expired' end
if ARGV[1] == '1' and tonumber(ARGV[2]) < known_since(KEYS[2]) then return 'stale' end
return redis.call('SET', KEYS[1], '1', 'NX', 'PX', string.format('%.0f', remembered)) and 'accepted' or 'used'`;

type Flag = '0' | '1';

/** The steps that Redis takes as one. */
export interface ChallengeCommands {
  challengePut(
    record: string,
    fence: Flag,
    keyId: string,
    mac: Buffer,
    attempts: number,
    strong: Flag,
    lifetimeMs: number,
  ): Promise<null>;
  /**
   * @param max the budget's; 0 where there is none
   * @param reserved the reservation's time; 0 where there is none
   */
  challengeAttempt(
    record: string,
    budget: string,
    fence: Flag,
    keyId: string,
    mac: Buffer,
    max: number,
    windowMs: number,
    reserved: number,
  ): Promise<AttemptOutcome>;
  /** Enters a wrong answer ahead of its judgement; the time it was entered at, or 0 when the budget is used up. */
  challengeReserve(budget: string, max: number, windowMs: number): Promise<number>;
  challengeSpentFor(budget: string, max: number, windowMs: number): Promise<number>;
  /** Begins a new epoch when another process than this has written it, or nobody; since when every use is known. */
  challengeBeginEpoch(epoch: string): Promise<number>;
  challengeConsumeProof(
    used: string,
    epoch: string,
    fence: Flag,
    madeAt: number,
    expiresAt: number,
  ): Promise<ProofOutcome>;
}

/** Teaches a client the steps; asking twice is harmless. */
export function withChallengeCommands<Client extends Redis | Cluster>(
  client: Client,
): Client & ChallengeCommands {
  client.defineCommand('challengePut', { numberOfKeys: 1, lua: PUT });
  client.defineCommand('challengeAttempt', { numberOfKeys: 2, lua: ATTEMPT });
  client.defineCommand('challengeReserve', { numberOfKeys: 1, lua: RESERVE });
  client.defineCommand('challengeSpentFor', { numberOfKeys: 1, lua: SPENT_FOR });
  client.defineCommand('challengeBeginEpoch', { numberOfKeys: 1, lua: BEGIN_EPOCH });
  client.defineCommand('challengeConsumeProof', { numberOfKeys: 2, lua: CONSUME_PROOF });
  return client as Client & ChallengeCommands;
}

export const flag = (value: boolean): Flag => (value ? '1' : '0');
