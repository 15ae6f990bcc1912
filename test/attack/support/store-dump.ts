import type { ChallengeStore } from '@system-management/challenge-store';
import type { Redis } from 'ioredis';
import { CHALLENGE_STORE, REDIS, type RedisClient } from '../../../src/storage/storage.module.js';
import { CaptchaLimits } from '../../../src/user/captcha/limits/captcha.limits.js';
import type { AttackApp } from './attack-app.js';
import { inParallel } from './in-parallel.js';
import type { RecordingStore } from './recording.store.js';

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
    const { records } = memoryOf(attack) as unknown as MemoryParts;
    return [...records.entries].map(([key, { value }]) => {
      const [tag = '', codeID = ''] = key.split(':');
      return { codeID, tag, keyId: value.keyId, mac: Buffer.from(value.mac, 'latin1') };
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
 * or every string and buffer reachable from the store and the limit counters in this process.
 */
export async function dumpAll(attack: AttackApp): Promise<string[]> {
  const redis = redisOf(attack);
  if (!redis) return [...textsIn([memoryOf(attack), countersOf(attack)])];
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

/** The remaining lifetime of each entry, in milliseconds, with its key (in memory: the key's prefix). */
export async function lifetimes(
  attack: AttackApp,
): Promise<{ readonly name: string; readonly ms: number }[]> {
  const redis = redisOf(attack);
  if (redis) {
    const keys = await redis.keys('*');
    return inParallel(WIDTH, keys, async (name) => ({ name, ms: await redis.pttl(name) }));
  }
  const { records, budgets } = memoryOf(attack) as unknown as MemoryParts;
  return [
    ...[...records.entries].map(([, { value }]) => ({ name: 'vc:', ms: value.deadline - attack.now() })),
    ...[...budgets.accounts.entries].map(([, { value }]) => ({
      name: 'wb:',
      ms: value.expiresAt - attack.now(),
    })),
    ...countersOf(attack).flatMap(({ limiter }) =>
      [...limiter._memoryStorage._storage].map(([, { expiresAt }]) => ({
        name: 'vl:',
        ms: expiresAt - Date.now(),
      })),
    ),
  ];
}

/** Every string and buffer reachable through fields, elements and entries. Timers are skipped: they hold no data. */
function* textsIn(root: unknown): Generator<string> {
  const visited = new Set<unknown>();
  const pending: unknown[] = [root];
  for (let value = pending.pop(); value !== undefined || pending.length > 0; value = pending.pop()) {
    if (typeof value === 'string') yield value;
    if (typeof value !== 'object' || value === null || visited.has(value)) continue;
    visited.add(value);
    if (Buffer.isBuffer(value)) yield value.toString('latin1');
    else if (isIterable(value)) for (const item of value) pending.push(item);
    else if (value.constructor?.name !== 'Timeout') pending.push(Object.entries(value));
  }
}

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;

const flat = (hash: Record<string, Buffer>): string =>
  Object.entries(hash)
    .map(([field, value]) => `${field}=${value.toString('latin1')}`)
    .join('\n');

/** The application's Redis client; `null` with the memory store. */
export function redisOf(attack: AttackApp): Redis | null {
  return attack.app.nest.get<RedisClient>(REDIS) as Redis | null;
}

function memoryOf(attack: AttackApp): ChallengeStore {
  return attack.app.nest.get<RecordingStore>(CHALLENGE_STORE)['store'];
}

function countersOf(attack: AttackApp): LimiterParts[] {
  return Object.values(attack.app.nest.get(CaptchaLimits)['counters']) as unknown as LimiterParts[];
}

/** The private state of a memory store. */
interface MemoryParts {
  readonly records: Entries<{ readonly keyId: string; readonly mac: string; readonly deadline: number }>;
  readonly budgets: { readonly accounts: Entries<{ readonly expiresAt: number }> };
}

interface Entries<Value> {
  readonly entries: ReadonlyMap<string, { readonly value: Value }>;
}

/** The private state of an in-memory limit counter. */
interface LimiterParts {
  readonly limiter: {
    readonly _memoryStorage: { readonly _storage: ReadonlyMap<string, { readonly expiresAt: number }> };
  };
}
