import type { RateCharge, RateStore } from '@system-management/challenge-store';
import { mapStoreErrors } from '../../../storage/map-store-errors.js';
import type { GlobalLimits } from '../../../tenants/limits.js';
import type { LimitKeys } from '../keys/limit-keys.js';
import type { Beyond, Limit, LimitRequest } from './limit.table.js';
import { DAY } from './limit.table.js';

/** A limit that applies to a request, and what it charges. */
export interface AppliedLimit {
  readonly limit: Limit;
  /** One per listed secret key. None: the limit allows nothing. */
  readonly charges: readonly RateCharge[];
  readonly windowMs: number;
}

/** A limit that applies to a request, and its state. */
export interface CheckedLimit {
  readonly limit: Limit;
  /** Milliseconds until it allows one more request; 0: now. */
  readonly waitMs: number;
  /** The charges that their rates allow. */
  readonly allowed: readonly RateCharge[];
}

/** The limits that apply to a request. */
export function applyLimits(
  limits: readonly Limit[],
  request: LimitRequest,
  keys: LimitKeys,
  global: GlobalLimits,
): AppliedLimit[] {
  const { limits: numbers } = request.purpose;
  const owner = request.tenant.code;
  const known = new Map<Limit['keysOf'], readonly string[]>();
  const applied: AppliedLimit[] = [];
  for (const limit of limits) {
    const seconds = typeof limit.seconds === 'number' ? limit.seconds : limit.seconds(numbers);
    if (seconds === 0 || (request.isTest && seconds === DAY)) continue;
    const names = known.get(limit.keysOf) ?? limit.keysOf(keys, request);
    known.set(limit.keysOf, names);
    if (names.length === 0) continue;
    const windowMs = seconds * 1000;
    const count = limit.count(numbers, global);
    const charges =
      count === 0 ? [] : names.map((key) => ({ key: `${limit.name}:${key}`, owner, count, windowMs }));
    applied.push({ limit, charges, windowMs });
  }
  return applied;
}

/**
 * Reads or counts all limits of a request in one call of the store.
 * @throws {AppError} Server when the counts are unavailable
 */
export async function checkLimits(
  applied: readonly AppliedLimit[],
  step: (charges: readonly RateCharge[]) => ReturnType<RateStore['charge']>,
): Promise<CheckedLimit[]> {
  const waits = await mapStoreErrors(step(applied.flatMap(({ charges }) => charges)));
  let next = 0;
  return applied.map(({ limit, charges, windowMs }) => {
    const own = waits.slice(next, (next += charges.length));
    const waitMs = own.length === 0 ? windowMs : Math.max(...own);
    // Usually all are allowed: nothing is copied then.
    const allowed = waitMs === 0 ? charges : charges.filter((_, index) => own[index] === 0);
    return { limit, waitMs, allowed };
  });
}

/** The longest wait of the limits with this consequence; 0 if none is exceeded. */
export function longestWait(checked: readonly CheckedLimit[], beyond: Beyond): number {
  let longest = 0;
  for (const { limit, waitMs } of checked) if (limit.beyond === beyond && waitMs > longest) longest = waitMs;
  return longest;
}
