import type { Cluster, Redis } from 'ioredis';
import {
  type AccountKey,
  type AccountState,
  MAX_CODE_AGE_MS,
  type SharedOutcome,
} from '../challenge-store.js';
import { BUDGET, type Flag, RUN_ID, VERSION } from './redis.scripts.js';

/** Both keys use the account tag as the hash tag, like the keys of challenges and budgets. */
export const liveCodesKey = (tag: string, subject: string): string => `lc:{${tag}}:${subject}`;
export const gapKey = ({ tag, account = '' }: Pick<AccountKey, 'tag' | 'account'>): string =>
  `vg:{${tag}}:${account}`;

/**
 * The codes of one account and subject are a hash: the fields of the newest code, and a field `n:<nonce>` for each code
 * that is not consumed. `born` is when the newest code was first issued. It is fenced like a challenge: after a restart
 * a consumed code could be live again. The gap is a limit and not fenced.
 */
const LIVE = `
local function live_code(key, fence, time)
  local v, kid, nonce, format, born, rid = unpack(
    redis.call('HMGET', key, 'v', 'kid', 'nonce', 'format', 'born', 'rid'))
  if v ~= '${VERSION}' or (fence == '1' and rid ~= ${RUN_ID}) then return nil end
  if redis.call('HEXISTS', key, 'n:' .. nonce) == 0 then return nil end
  local left = tonumber(born) + ${MAX_CODE_AGE_MS} - time
  return left > 0 and { kid, nonce, format, left } or nil
end`;

const READ_ACCOUNT = `${BUDGET}${LIVE}
local live = live_code(KEYS[3], ARGV[1], now()) or {}
return { budget_retry_after(KEYS[1], tonumber(ARGV[2]), tonumber(ARGV[3])), math.max(0, redis.call('PTTL', KEYS[2])),
  unpack(live) }`;

/** Keys of other versions or of a lost server are removed, so that their fields do not count. */
const PUT_SHARED = `${BUDGET}${LIVE}
local fence, kid, mac, attempts, strong = unpack(ARGV, 1, 5)
local lifetime, nonce, repeats, format, gap, subject = unpack(ARGV, 6, 11)
lifetime, gap = tonumber(lifetime), tonumber(gap)
local time = now()
local live = live_code(KEYS[2], fence, time)
if live and (live[1] ~= kid or live[3] ~= format or live[4] < lifetime / 2) then live = nil end
if live and (repeats == '0' or live[2] ~= nonce) then return { 'superseded', unpack(live) } end
if not live and repeats == '1' then return { 'superseded' } end
local pause = math.max(0, redis.call('PTTL', KEYS[3]))
if not live and pause > 0 then return { 'paused', pause } end
local rid = fence == '1' and ${RUN_ID} or ''
if live then
  lifetime = math.min(lifetime, live[4])
else
  if redis.call('HGET', KEYS[2], 'v') ~= '${VERSION}' or redis.call('HGET', KEYS[2], 'rid') ~= rid then
    redis.call('DEL', KEYS[2])
  end
  redis.call('HSET', KEYS[2], 'v', '${VERSION}', 'kid', kid, 'nonce', nonce, 'format', format,
    'born', string.format('%.0f', time), 'rid', rid, 'n:' .. nonce, '1')
end
redis.call('PEXPIRE', KEYS[2], math.max(lifetime, redis.call('PTTL', KEYS[2])))
redis.call('HSET', KEYS[1], 'v', '${VERSION}', 'kid', kid, 'mac', mac, 'n', 0, 'max', attempts, 'strong', strong,
  'rid', rid, 'nonce', nonce, 'subject', subject)
redis.call('PEXPIRE', KEYS[1], lifetime)
if pause == 0 and gap > 0 then redis.call('SET', KEYS[3], '1', 'PX', gap) end
return { 'stored', pause == 0 and 1 or 0, lifetime, pause == 0 and gap or pause }`;

/** A live code as the scripts return it: key id, nonce, format, milliseconds left. */
type LiveFields = [keyId: string, nonce: string, format: string, leftMs: number];

/** The scripts of an account's state as client commands. Each runs atomically. */
export interface AccountCommands {
  challengeReadAccount(
    budget: string,
    gap: string,
    live: string,
    fence: Flag,
    max: number,
    windowMs: number,
  ): Promise<[budgetMs: number, gapMs: number, ...live: Partial<LiveFields>]>;
  challengePutShared(
    record: string,
    live: string,
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
  client.defineCommand('challengeReadAccount', { numberOfKeys: 3, lua: READ_ACCOUNT });
  client.defineCommand('challengePutShared', { numberOfKeys: 3, lua: PUT_SHARED });
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
