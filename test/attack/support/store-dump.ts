import type { ChallengeStore } from '@system-management/challenge-store';
import type { Redis } from 'ioredis';
import { CHALLENGE_STORE, REDIS, type RedisClient } from '../../../src/storage/storage.module.js';
import { CaptchaLimits } from '../../../src/user/captcha/limits/captcha.limits.js';
import type { AttackApp } from './attack-app.js';
import { inParallel } from './in-parallel.js';
import type { RecordingStore } from './recording.store.js';

/** Keys asked for at once: the application's client gives up on those that wait too long. */
const WIDTH = 32;

/** A challenge as somebody finds it who has stolen the store. */
export interface StolenRecord {
  readonly codeID: string;
  /** The account's name in the store. */
  readonly tag: string;
  readonly keyId: string;
  readonly mac: Buffer;
}

/** The challenges that a store holds right now. */
export async function stolenRecords(attack: AttackApp): Promise<StolenRecord[]> {
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
 * All that the application keeps between two requests, as text: Redis' keys with their dumps and their values, or every
 * string and every byte that the store and the limits hold in this process.
 */
export async function wholeStore(attack: AttackApp): Promise<string[]> {
  const redis = redisOf(attack);
  if (!redis) return [...textsIn([memoryOf(attack), countersOf(attack)])];
  const keys = await redis.keys('*');
  const contents: string[] = [];
  for (let from = 0; from < keys.length; from += WIDTH) {
    const some = keys.slice(from, from + WIDTH);
    const asked = redis.pipeline();
    for (const key of some) asked.dumpBuffer(key);
    for (const key of some) asked.hgetallBuffer(key);
    for (const [error, content] of (await asked.exec()) ?? []) {
      // Whatever is no hash has been told by its dump.
      if (error && !error.message.startsWith('WRONGTYPE')) throw error;
      if (Buffer.isBuffer(content)) contents.push(content.toString('latin1'));
      else if (content) contents.push(flat(content as Record<string, Buffer>));
    }
  }
  return [...keys, ...contents];
}

/** How much longer each entry stays, in milliseconds, by what it is. */
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
      ms: value.until - attack.now(),
    })),
    ...countersOf(attack).flatMap(({ limiter }) =>
      [...limiter._memoryStorage._storage].map(([, { expiresAt }]) => ({
        name: 'vl:',
        ms: expiresAt - Date.now(),
      })),
    ),
  ];
}

/** Every string and every byte that can be reached by fields, elements and entries; timers hold nothing of ours. */
function* textsIn(root: unknown): Generator<string> {
  const seen = new Set<unknown>();
  const waiting: unknown[] = [root];
  for (let value = waiting.pop(); value !== undefined || waiting.length > 0; value = waiting.pop()) {
    if (typeof value === 'string') yield value;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (Buffer.isBuffer(value)) yield value.toString('latin1');
    else if (isIterable(value)) for (const item of value) waiting.push(item);
    else if (value.constructor?.name !== 'Timeout') waiting.push(Object.entries(value));
  }
}

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;

const flat = (hash: Record<string, Buffer>): string =>
  Object.entries(hash)
    .map(([field, value]) => `${field}=${value.toString('latin1')}`)
    .join('\n');

/** The client of the application, where it has one. */
export function redisOf(attack: AttackApp): Redis | null {
  return attack.app.nest.get<RedisClient>(REDIS) as Redis | null;
}

function memoryOf(attack: AttackApp): ChallengeStore {
  return attack.app.nest.get<RecordingStore>(CHALLENGE_STORE)['store'];
}

function countersOf(attack: AttackApp): LimiterParts[] {
  return Object.values(attack.app.nest.get(CaptchaLimits)['counters']) as unknown as LimiterParts[];
}

/** The parts of a memory store that hold what it remembers. */
interface MemoryParts {
  readonly records: Held<{ readonly keyId: string; readonly mac: string; readonly deadline: number }>;
  readonly budgets: { readonly accounts: Held<{ readonly until: number }> };
}

interface Held<Value> {
  readonly entries: ReadonlyMap<string, { readonly value: Value }>;
}

/** The part of a counter that holds what it counts, where it counts in memory. */
interface LimiterParts {
  readonly limiter: {
    readonly _memoryStorage: { readonly _storage: ReadonlyMap<string, { readonly expiresAt: number }> };
  };
}
