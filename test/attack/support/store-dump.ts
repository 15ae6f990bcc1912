import type { Redis } from 'ioredis';
import { REDIS, type RedisClient } from '../../../src/storage/storage.module.js';
import type { AttackApp } from './attack-app.js';
import { inParallel } from './in-parallel.js';

/** Redis keys read per round trip: the application's client times out on commands that queue too long. */
const WIDTH = 32;

/** A challenge as an attacker reads it from a stolen store. */
export interface DumpedRecord {
  readonly codeID: string;
  /** The account's tag, base64url. */
  readonly tag: string;
  readonly keyId: string;
  readonly mac: Buffer;
}

/** Reads all challenges in the store. */
export async function dumpRecords(attack: AttackApp): Promise<DumpedRecord[]> {
  const redis = redisOf(attack);
  if (!redis) {
    return entriesOf(attack).flatMap(({ name, key, entry }) => {
      const [tag = '', codeID = ''] = key.split(':');
      const { keyId, mac } = entry;
      return name === 'vc:'
        ? [{ codeID, tag, keyId: String(keyId), mac: Buffer.from(String(mac), 'latin1') }]
        : [];
    });
  }
  return inParallel(WIDTH, await redis.keys('vc:*'), async (key) => {
    const { kid, mac } = await redis.hgetallBuffer(key);
    const [, tag = '', codeID = ''] = /^vc:\{(.+)\}:(.+)$/.exec(key) ?? [];
    return { codeID, tag, keyId: String(kid), mac: mac! };
  });
}

/**
 * Reads everything that the application keeps between requests, as text: the Redis keys with their dumps and hash fields,
 * or every string and buffer reachable from the stores in this process. Both contain challenges, live codes, gaps, budgets,
 * used proofs and rates.
 */
export async function dumpAll(attack: AttackApp): Promise<string[]> {
  const redis = redisOf(attack);
  if (!redis) return [...textsIn([attack.challenges, attack.rates])];
  const keys = await redis.keys('*');
  const contents: string[] = [];
  for (let from = 0; from < keys.length; from += WIDTH) {
    const some = keys.slice(from, from + WIDTH);
    const pipeline = redis.pipeline();
    for (const key of some) pipeline.dumpBuffer(key);
    for (const key of some) pipeline.hgetallBuffer(key);
    for (const [error, content] of (await pipeline.exec()) ?? []) {
      // HGETALL fails for other types; their content is in the dump.
      if (error && !error.message.startsWith('WRONGTYPE')) throw error;
      if (Buffer.isBuffer(content)) contents.push(content.toString('latin1'));
      else if (content) contents.push(flat(content as Record<string, Buffer>));
    }
  }
  return [...keys, ...contents];
}

/** A stored entry and its remaining lifetime. */
export interface Lifetime {
  /** Its key; in memory only the prefix that the key has in Redis. */
  readonly name: string;
  /** Milliseconds; at most 0: it is expired. */
  readonly ms: number;
}

/**
 * The remaining lifetimes of all entries: `vc:` challenges, `lc:` live codes, `vg:` gaps, `wb:` budgets, `vr:` rates; in
 * Redis also `uc:` unused codes.
 */
export async function lifetimes(attack: AttackApp): Promise<Lifetime[]> {
  const redis = redisOf(attack);
  if (!redis) return entriesOf(attack).map(({ name, endsAt }) => ({ name, ms: endsAt - attack.now() }));
  const keys = await redis.keys('*');
  return inParallel(WIDTH, keys, async (name) => ({ name, ms: await redis.pttl(name) }));
}

/** The application's Redis client; `null` with the memory store. */
export function redisOf(attack: AttackApp): Redis | null {
  return attack.app.nest.get<RedisClient>(REDIS) as Redis | null;
}

/** The entries of the stores in memory, by a field that only one kind of entry has. */
const KINDS: readonly {
  readonly name: string;
  readonly field: string;
  /** When the entry ends, in milliseconds on the application's clock. */
  readonly endsAt: (entry: Entry) => unknown;
}[] = [
  { name: 'vc:', field: 'mac', endsAt: ({ deadline }) => deadline },
  { name: 'lc:', field: 'bornAt', endsAt: ({ expiresAt }) => expiresAt },
  { name: 'vg:', field: 'until', endsAt: ({ until }) => until },
  { name: 'wb:', field: 'times', endsAt: ({ expiresAt }) => expiresAt },
  { name: 'vr:', field: 'tat', endsAt: ({ tat }) => Number(tat) / 1000 },
];

type Entry = Readonly<Record<string, unknown>>;

function entriesOf(
  attack: AttackApp,
): { readonly name: string; readonly key: string; readonly entry: Entry; readonly endsAt: number }[] {
  const maps = [...valuesIn([attack.challenges, attack.rates])].filter((value) => value instanceof Map);
  return maps.flatMap((map: ReadonlyMap<unknown, unknown>) =>
    [...map].flatMap(([key, stored]) => {
      const entry = (isObject(stored) && isObject(stored['value']) ? stored['value'] : {}) as Entry;
      return KINDS.filter(({ field }) => field in entry).map(({ name, endsAt }) => ({
        name,
        key: String(key),
        entry,
        endsAt: Number(endsAt(entry)),
      }));
    }),
  );
}

function* textsIn(root: unknown): Generator<string> {
  for (const value of valuesIn(root)) {
    if (typeof value === 'string') yield value;
    else if (Buffer.isBuffer(value)) yield value.toString('latin1');
  }
}

/** Every value reachable through fields, elements and entries. Timers are skipped: they hold no data. */
function* valuesIn(root: unknown): Generator<unknown> {
  const visited = new Set<unknown>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (isObject(value)) {
      if (visited.has(value)) continue;
      visited.add(value);
      // Not spread: the arguments of a call are limited.
      for (const part of partsOf(value)) pending.push(part);
    }
    yield value;
  }
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return value;
  if (Buffer.isBuffer(value) || value.constructor?.name === 'Timeout') return [];
  return Object.entries(value);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const flat = (hash: Record<string, Buffer>): string =>
  Object.entries(hash)
    .map(([field, value]) => `${field}=${value.toString('latin1')}`)
    .join('\n');
