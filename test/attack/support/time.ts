import { REDIS_SLACK_MS } from '@system-management/challenge-store/testing';
import { vi } from 'vitest';
import { REDIS, type RedisClient } from '../../../src/storage/storage.module.js';
import type { AttackApp } from './attack-app.js';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Safety distance of {@link advanceTime} from a boundary, in milliseconds: requests take time of their own. */
export const SLACK_MS = REDIS_SLACK_MS;

/**
 * Advances the clocks of challenges, budgets and limit counters. In-memory counters read `Date`, which this fakes: restore
 * it with `vi.useRealTimers()`.
 */
export async function advanceTime(attack: AttackApp, ms: number): Promise<void> {
  await attack.advance(ms);
  if (!attack.app.nest.get<RedisClient>(REDIS)) vi.setSystemTime(Date.now() + ms);
}
