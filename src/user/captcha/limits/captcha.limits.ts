import type { RateStore } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';
import type { GlobalLimits } from '../../../tenants/limits.js';
import type { PresentationName } from '../challenge/presentations/index.js';
import type { LimitKeys } from '../keys/limit-keys.js';
import { applyLimits, type CheckedLimit, checkLimits, longestWait } from './limit-checks.js';
import {
  ANSWER_LIMITS,
  EXTRA_LIMITS,
  IMAGE_LIMITS,
  type Limit,
  type LimitRequest,
  MESSAGE_LIMITS,
  POW_LIMITS,
  PRESENTATION_LIMITS,
  TENANT_WRONG_LIMIT,
} from './limit.table.js';
import { Reservation } from './reservation.js';

/** Dependencies of {@link CaptchaLimits}. */
export interface CaptchaLimitsOptions {
  readonly keys: LimitKeys;
  readonly rates: RateStore;
  /** Read for every request, so that an edited tenants file applies at once. */
  readonly tenants: { readonly global: GlobalLimits };
}

/** The limits of an image, reserved. */
export interface ReservedImage {
  readonly reservation: Reservation;
  /** How often the effort of a proof of work is doubled, because the address asks often. */
  readonly doublings: number;
}

/** What the limits say of a message that is not reserved yet. */
export interface MessageAssessment {
  /** Milliseconds until the message may be sent; 0: it may be sent now, perhaps with a solved image. */
  readonly waitMs: number;
  /** Whether a solved image is needed. */
  readonly needsImage: boolean;
  /** Whether the image lifts a limit for which {@link EXTRA_LIMITS} must have room. */
  readonly isExtra: boolean;
  /** Whether the tenant's wrong answers are used up, so that new codes must be strong. */
  readonly isUnderAttack: boolean;
}

/**
 * Counts requests by the rows of `limit.table.ts`: all rows of a request in one call of the store. Every method throws
 * {@link AppError} Server when the counts are unavailable: nothing uncounted is verified or sent.
 */
export class CaptchaLimits {
  constructor(private readonly options: CaptchaLimitsOptions) {}

  /** Reads the limits of a message and reserves none: a refused request must not use up another user's limits. */
  async assessMessage(request: LimitRequest): Promise<MessageAssessment> {
    const checked = await this.assess([...MESSAGE_LIMITS, ...EXTRA_LIMITS, TENANT_WRONG_LIMIT], request);
    const isUnderAttack = checked.some(({ limit, waitMs }) => limit === TENANT_WRONG_LIMIT && waitMs > 0);
    return { ...consequenceOf(checked), isUnderAttack };
  }

  /**
   * Reserves the limits of a message.
   * @param isImageSolved whether the request solved an image, which lifts the limits that ask for one
   * @returns the reservation; `undefined` if an image is needed and was not solved
   * @throws {AppError} Frequent, `retryAfter` in whole seconds, when a limit is exceeded that no image lifts
   */
  async reserveMessage(
    request: LimitRequest,
    isImageSolved: boolean,
    { isExtra }: Pick<MessageAssessment, 'isExtra'>,
  ): Promise<Reservation | undefined> {
    const rows = isExtra ? [...MESSAGE_LIMITS, ...EXTRA_LIMITS] : MESSAGE_LIMITS;
    const checked = await this.charge(rows, request);
    const reservation = new Reservation(this.options.rates, checked);
    const { waitMs, needsImage, isExtra: isBeyond } = consequenceOf(checked);
    const isMissingImage = needsImage && !isImageSolved;
    // Another request has used up the limit since it was assessed.
    const mustAddExtra = isBeyond && !isExtra;
    if (waitMs === 0 && !isMissingImage && !mustAddExtra) return reservation;
    void reservation.giveBack('unsent');
    if (waitMs > 0) throw frequent(waitMs);
    return isMissingImage ? undefined : this.reserveMessage(request, isImageSolved, { isExtra: true });
  }

  /**
   * Reserves the limits of an image, or of a request that sends nothing.
   * @param presentation of the image, for the limits of its own. @default none
   * @returns the reservation, and how often the effort of a proof of work is doubled
   * @throws {AppError} Frequent, `retryAfter` in whole seconds
   */
  async reserveImage(request: LimitRequest, presentation?: PresentationName): Promise<ReservedImage> {
    const own = presentation ? (PRESENTATION_LIMITS[presentation] ?? []) : [];
    const checked = await this.charge([...IMAGE_LIMITS, ...own], request);
    const reservation = new Reservation(this.options.rates, checked);
    const waitMs = longestWait(checked, 'refused');
    if (waitMs === 0) return { reservation, doublings: doublingsOf(checked) };
    void reservation.giveBack('unsent');
    throw frequent(waitMs);
  }

  /** Milliseconds until the address may give one more wrong answer; 0: now. */
  async assessAnswer(request: LimitRequest): Promise<number> {
    return longestWait(await this.assess(ANSWER_LIMITS, request), 'refused');
  }

  /** Counts a wrong answer of the address. */
  async recordWrongAnswer(request: LimitRequest): Promise<void> {
    const checked = await this.charge(ANSWER_LIMITS, request);
    // An address beyond its own limit must not use up that of its network.
    if (longestWait(checked, 'refused') > 0)
      await new Reservation(this.options.rates, checked).giveBack('unsent');
  }

  /** Counts a wrong answer to a sent code. */
  async recordWrongCode(request: LimitRequest): Promise<void> {
    await this.charge([TENANT_WRONG_LIMIT], request);
  }

  private assess(limits: readonly Limit[], request: LimitRequest): Promise<CheckedLimit[]> {
    const { rates } = this.options;
    return checkLimits(this.apply(limits, request), (charges) => rates.assess(charges, request.deadline));
  }

  private charge(limits: readonly Limit[], request: LimitRequest): Promise<CheckedLimit[]> {
    const { rates } = this.options;
    return checkLimits(this.apply(limits, request), (charges) => rates.charge(charges, request.deadline));
  }

  private apply(limits: readonly Limit[], request: LimitRequest): ReturnType<typeof applyLimits> {
    const { keys, tenants } = this.options;
    return applyLimits(limits, request, keys, tenants.global);
  }
}

/** The address and its network together: the steps of {@link POW_LIMITS} that one of them has exceeded. */
function doublingsOf(checked: readonly CheckedLimit[]): number {
  const isExceeded = (step: readonly Limit[]) =>
    checked.some(({ limit, waitMs }) => waitMs > 0 && step.includes(limit));
  return POW_LIMITS.filter(isExceeded).length;
}

/** What the rows of a message mean together. */
function consequenceOf(checked: readonly CheckedLimit[]): Omit<MessageAssessment, 'isUnderAttack'> {
  const of = (rows: readonly Limit[]) => checked.filter(({ limit }) => rows.includes(limit));
  const limits = of(MESSAGE_LIMITS);
  const extraMs = longestWait(limits, 'extra');
  const isExtra = extraMs > 0;
  // Beyond an `extra` limit there are two ways: to wait for it, or for the limits of messages with an image.
  const beyondMs = isExtra ? Math.min(extraMs, longestWait(of(EXTRA_LIMITS), 'refused')) : 0;
  return {
    waitMs: Math.max(longestWait(limits, 'refused'), beyondMs),
    needsImage: isExtra || longestWait(limits, 'image') > 0,
    isExtra,
  };
}

/** @param waitMs milliseconds, more than 0 */
export function frequent(waitMs: number): AppError {
  return new AppError(CommonErrors.Frequent, { retryAfter: Math.ceil(waitMs / 1000) });
}
