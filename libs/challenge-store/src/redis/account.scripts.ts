import type { Cluster, Redis } from 'ioredis';
import {
  type AccountKey,
  type AccountState,
  MAX_CODE_AGE_MS,
  type SharedOutcome,
} from '../challenge-store.js';
import { BUDGET, type Flag, RUN_ID, VERSION } from './redis.scripts.js';

/** All keys use the account tag as the hash tag, like the keys of challenges and budgets. */
export const liveCodeKey = ({ tag, subject }: Pick<AccountKey, 'tag' | 'subject'>): string =>
  `lc:{${tag}}:${subject}`;
export const gapKey = ({ tag, account = '' }: Pick<AccountKey, 'tag' | 'account'>): string =>
  `vg:{${tag}}:${account}`;

/**
 * The newest code of one account and subject is a hash that expires with the last of its challenges. `born` is when it
 * was first issued. It is fenced like a challenge: after a restart a consumed code could be live again. The gap is a limit
 * and not fenced.
 */
const LIVE = `
local rid = nil
local function own_rid(fence)
  rid = rid or (fence == '1' and ${RUN_ID} or '')
  return rid
end
local function live_code(key, unused, fence, time)
  local v, kid, nonce, format, born, stored_by = unpack(
    redis.call('HMGET', key, 'v', 'kid', 'nonce', 'format', 'born', 'rid'))
  if v ~= '${VERSION}' or (fence == '1' and stored_by ~= own_rid(fence)) then return nil end
  if redis.call('HEXISTS', unused, nonce) == 0 then return nil end
  return { kid, nonce, format, born + ${MAX_CODE_AGE_MS} - time }
end`;

const READ_ACCOUNT = `${BUDGET}${LIVE}
local live = live_code(KEYS[3], KEYS[4], ARGV[1], now()) or {}
return { budget_retry_after(KEYS[1], tonumber(ARGV[2]), tonumber(ARGV[3])), math.max(0, redis.call('PTTL', KEYS[2])),
  unpack(live) }`;

/**
 * Unused codes that each new code of an account looks at, to remove the expired ones. All of them would reveal a test
 * recipient by time: those of one entry (`*@qa.example`) share an account, which has hundreds of codes. As each new code
 * adds one and removes every expired one it meets, at most an eighth of them is expired in the long run.
 */
const SWEPT_CODES = 8;

/** Extends the life of a repeated code; a new one also removes expired nonces of its account. */
const PUT_SHARED = `${BUDGET}${LIVE}
local fence, kid, mac, attempts, strong = unpack(ARGV, 1, 5)
local lifetime, nonce, repeats, format, gap, subject = unpack(ARGV, 6, 11)
lifetime, gap = tonumber(lifetime), tonumber(gap)
local time = now()
local live = live_code(KEYS[2], KEYS[3], fence, time)
if live and (live[1] ~= kid or live[3] ~= format or live[4] < lifetime / 2) then live = nil end
if live and (repeats == '0' or live[2] ~= nonce) then return { 'superseded', unpack(live) } end
if not live and repeats == '1' then return { 'superseded' } end
local pause = math.max(0, redis.call('PTTL', KEYS[4]))
if not live and pause > 0 then return { 'paused', pause } end
local life = lifetime
if live then
  lifetime = math.min(lifetime, live[4])
  life = math.max(lifetime, redis.call('PTTL', KEYS[2]))
else
  local unused = redis.call('HRANDFIELD', KEYS[3], ${SWEPT_CODES}, 'WITHVALUES')
  for i = 1, #unused, 2 do
    if tonumber(unused[i + 1]) <= time then redis.call('HDEL', KEYS[3], unused[i]) end
  end
  redis.call('HSET', KEYS[2], 'v', '${VERSION}', 'kid', kid, 'nonce', nonce, 'format', format,
    'born', string.format('%.0f', time), 'rid', own_rid(fence))
end
redis.call('PEXPIRE', KEYS[2], life)
redis.call('HSET', KEYS[3], nonce, string.format('%.0f', time + life))
redis.call('PEXPIRE', KEYS[3], math.max(life, redis.call('PTTL', KEYS[3])))
redis.call('HSET', KEYS[1], 'v', '${VERSION}', 'kid', kid, 'mac', mac, 'n', 0, 'max', attempts, 'strong', strong,
  'rid', own_rid(fence), 'nonce', nonce, 'subject', subject)
redis.call('PEXPIRE', KEYS[1], lifetime)
if pause == 0 and gap > 0 then redis.call('SET', KEYS[4], '1', 'PX', gap) end
return { 'stored', pause == 0 and 1 or 0, lifetime, pause == 0 and gap or pause }`;

/** A live code as the scripts return it: key id, nonce, format, milliseconds left. */
type LiveFields = [keyId: string, nonce: string, format: string, leftMs: number];

/** The scripts of an account's state as client commands. Each runs atomically. */
export interface AccountCommands {
  challengeReadAccount(
    budget: string,
    gap: string,
    live: string,
    unused: string,
    fence: Flag,
    max: number,
    windowMs: number,
  ): Promise<[budgetMs: number, gapMs: number, ...live: Partial<LiveFields>]>;
  challengePutShared(
    record: string,
    live: string,
    unused: string,
    gap: string,
    fence: Flag,
    keyId: string,
    mac: Buffer,
    attempts: number,
    strong: Flag,
    lifetimeMs: number,
    nonce: string,
    repeats: Flag,
    format: string,
    gapMs: number,
    subject: string,
  ): Promise<
    | ['stored', isDue: number, lifetimeMs: number, gapMs: number]
    | ['superseded', ...live: Partial<LiveFields>]
    | ['paused', gapMs: number]
  >;
}

/** Defines the script commands on a client. Idempotent. */
export function withAccountCommands<Client extends Redis | Cluster>(
  client: Client,
): Client & AccountCommands {
  client.defineCommand('challengeReadAccount', { numberOfKeys: 4, lua: READ_ACCOUNT });
  client.defineCommand('challengePutShared', { numberOfKeys: 4, lua: PUT_SHARED });
  return client as Client & AccountCommands;
}

/** @returns `undefined` without a live code */
export function liveOf(
  { tag, subject }: { readonly tag: string; readonly subject: string },
  [keyId, nonce, format, leftMs]: Partial<LiveFields>,
): AccountState['live'] {
  if (keyId === undefined || nonce === undefined || format === undefined || leftMs === undefined)
    return undefined;
  return { keyId, tag, subject, nonce, format, leftMs };
}

/** The reply of `challengePutShared`. */
export function sharedOutcomeOf(
  key: { readonly tag: string; readonly subject: string },
  reply: Awaited<ReturnType<AccountCommands['challengePutShared']>>,
): SharedOutcome {
  if (reply[0] === 'stored') {
    const [outcome, isDue, lifetimeMs, gapMs] = reply;
    return { outcome, isDue: isDue === 1, lifetimeMs, gapMs };
  }
  if (reply[0] === 'paused') return { outcome: 'paused', gapMs: reply[1] };
  const [outcome, ...live] = reply;
  return { outcome, live: liveOf(key, live) };
}
