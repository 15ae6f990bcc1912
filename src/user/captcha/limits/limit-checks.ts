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

/** An applied limit and its state. */
export interface CheckedLimit extends AppliedLimit {
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
  return limits.flatMap((limit) => {
    const seconds = typeof limit.seconds === 'number' ? limit.seconds : limit.seconds(numbers);
    if (seconds === 0 || (request.isTest && seconds === DAY)) return [];
    const windowMs = seconds * 1000;
    const count = limit.count(numbers, global);
    const owner = request.tenant.code;
    const names = limit.keysOf(keys, request);
    if (names.length === 0) return [];
    const charges =
      count === 0 ? [] : names.map((key) => ({ key: `${limit.name}:${key}`, owner, count, windowMs }));
    return { limit, charges, windowMs };
  });
}

/**
 * Reads or counts all limits of a request in one call of the store.
 * @throws {AppError} Server when the counts are unavailable
 */
export async function checkLimits(
  applied: readonly AppliedLimit[],
  step: (charges: readonly RateCharge[]) => ReturnType<RateStore['charge']>,
): Promise<CheckedLimit[]> {
  const waits = [...(await mapStoreErrors(step(applied.flatMap(({ charges }) => charges))))];
  return applied.map((limit) => {
    const own = waits.splice(0, limit.charges.length);
    const waitMs = own.length === 0 ? limit.windowMs : Math.max(...own);
    return { ...limit, waitMs, allowed: limit.charges.filter((_, index) => own[index] === 0) };
  });
}

/** The longest wait of the limits with this consequence; 0 if none is exceeded. */
export function longestWait(checked: readonly CheckedLimit[], beyond: Beyond): number {
  return Math.max(0, ...checked.filter(({ limit }) => limit.beyond === beyond).map(({ waitMs }) => waitMs));
}
