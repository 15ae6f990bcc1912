import { REDIS_SLACK_MS } from '@system-management/challenge-store/testing';
import { vi } from 'vitest';
import { REDIS, type RedisClient } from '../../../src/storage/storage.module.js';
import type { AttackApp } from './attack-app.js';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** How far {@link advanceTime} must stay away from an edge, in milliseconds: an attack that goes on takes time of its own. */
export const SLACK_MS = REDIS_SLACK_MS;

/**
 * Lets time pass for all there is: challenges, budgets and limit counters, which in memory go by `Date`. Give the real
 * one back with `vi.useRealTimers()`.
 */
export async function advanceTime(attack: AttackApp, ms: number): Promise<void> {
  await attack.advance(ms);
  if (!attack.app.nest.get<RedisClient>(REDIS)) vi.setSystemTime(Date.now() + ms);
}
