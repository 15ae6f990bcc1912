import type { RateStore } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import { expect } from 'vitest';
import { LimitKeys } from '../../src/user/captcha/keys/limit-keys.js';
import { applyLimits } from '../../src/user/captcha/limits/limit-checks.js';
import {
  ANSWER_LIMITS,
  AUDIO_LIMITS,
  EXTRA_LIMITS,
  IMAGE_LIMITS,
  type Limit,
  type LimitRequest,
  MESSAGE_LIMITS,
  TENANT_WRONG_LIMIT,
} from '../../src/user/captcha/limits/limit.table.js';
import { type OpenOptions, SECRET_KEY } from './rate-stores.js';
import { SHIPPED } from './limit-requests.js';

/** The rows that one message may be counted by. */
export const MESSAGE_ROWS: readonly Limit[] = [...MESSAGE_LIMITS, ...EXTRA_LIMITS];

/** All rows. */
export const ALL_ROWS: readonly Limit[] = [
  ...MESSAGE_ROWS,
  ...IMAGE_LIMITS,
  ...AUDIO_LIMITS,
  ...ANSWER_LIMITS,
  TENANT_WRONG_LIMIT,
];

/**
 * How many events each row counts for a request, by the row's name. Rows without any are omitted.
 * @param options of the instances that counted
 */
export async function countsOf(
  rows: readonly Limit[],
  request: LimitRequest,
  rates: RateStore,
  { keys = [SECRET_KEY], global: own = SHIPPED.global }: OpenOptions = {},
): Promise<Record<string, number>> {
  const applied = applyLimits(rows, request, new LimitKeys(keys), own);
  const counts = await Promise.all(
    applied.map(async ({ limit, charges }) => {
      // One event per millisecond has no tolerance: the wait is the time that the counted events have used up.
      const waits = await rates.assess(charges.map((charge) => ({ ...charge, count: 1, windowMs: 1 })));
      const used = waits.map((wait, i) => {
        const { windowMs, count } = charges[i]!;
        return Math.ceil((wait - 1) / (windowMs / count));
      });
      return [limit.name, Math.max(0, ...used)] as const;
    }),
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** The seconds of a refusal with `Frequent`. */
export async function retryAfterOf(step: Promise<unknown>): Promise<number> {
  const error: unknown = await step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ definition: CommonErrors.Frequent });
  return ((error as AppError).data as { retryAfter: number }).retryAfter;
}
