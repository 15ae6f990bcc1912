import { REDIS_SLACK_MS } from '@system-management/challenge-store/testing';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Distance of `AttackApp.advance()` from a boundary, in milliseconds: requests take time of their own. */
export const SLACK_MS = REDIS_SLACK_MS;
