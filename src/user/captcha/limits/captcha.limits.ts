import type { Cluster, Redis } from 'ioredis';
import type { GlobalLimits } from '../../../tenants/limits.js';
import type { LimitKeys } from '../keys/limit-keys.js';
import { LimitCounter } from './limit.counter.js';
import { type Limit, type LimitName, type LimitRequest, LIMITS } from './limit.table.js';
import { type LimitHit, Reservation } from './reservation.js';

/** Dependencies of {@link CaptchaLimits}. */
export interface CaptchaLimitsOptions {
  readonly keys: LimitKeys;
  /** Read for every request, so that an edited tenants file applies at once. */
  readonly tenants: { readonly global: GlobalLimits };
  /** A client of `openRedis`: all instances share the counts. @default counts in this process */
  readonly client?: Redis | Cluster | undefined;
}

/** The reserved limits of one code. */
export interface IssueReservation extends Pick<Reservation, 'release'> {
  /** Whether an image must be solved before this code is sent. */
  readonly needsStepUp: boolean;
}

/** The counters' state before a reservation. */
export interface Assessment {
  /** The account is within its resend gap: the reservation will be refused, so no image is worth solving. */
  readonly isPaused: boolean;
  readonly isStepUpDue: boolean;
}

/**
 * Counts requests by the rows of {@link LIMITS}. Every method throws {@link AppError} Server when the counters cannot be
 * reached: nothing uncounted is verified or sent.
 */
export class CaptchaLimits {
  private readonly keys: LimitKeys;
  private readonly tenants: { readonly global: GlobalLimits };
  private readonly counters: Readonly<Record<LimitName, LimitCounter>>;

  constructor({ keys, tenants, client }: CaptchaLimitsOptions) {
    this.keys = keys;
    this.tenants = tenants;
    const counters = Object.entries(LIMITS).map(([limit, { name, window }]) => [
      limit,
      new LimitCounter(name, window, client),
    ]);
    this.counters = Object.fromEntries(counters) as Record<LimitName, LimitCounter>;
  }

  /**
   * Reserves the limits of one code before it is drawn or sent.
   * @throws {AppError} Frequent, `retryAfter` in whole seconds, when a limit is exceeded
   */
  async reserve(request: LimitRequest): Promise<IssueReservation> {
    const reservation = new Reservation(request.deadline);
    const release = () => reservation.release();
    if (request.recipient.mailbox === '') {
      await reservation.reserve(this.hits(request, 'ipImages'));
      return { needsStepUp: false, release };
    }
    // From the widest limit to the narrowest, up to the first refusal: a client or tenant whose limit is exhausted must
    // not create keys for ever new recipients.
    const [ofIp = 0] = await reservation.reserve(this.hits(request, 'ipMessages', 'tenantMessages'));
    await reservation.reserve(this.hits(request, 'prefixMessages'));
    const [ofAccount = 0] = await reservation.reserve(
      this.hits(request, 'recipientHour', 'recipientDay', 'recipientDayOverall', 'recipientGap'),
    );
    const { perAccountHour, perAddressHour } = request.purpose.limits.stepUp;
    return { needsStepUp: ofAccount > perAccountHour || ofIp > perAddressHour, release };
  }

  /**
   * Reads the counters and reserves nothing: a refused request must not start another user's resend gap. The counts may
   * change until the reservation, so {@link IssueReservation.needsStepUp} decides again.
   */
  async assess(request: LimitRequest): Promise<Assessment> {
    if (request.recipient.mailbox === '') return { isPaused: false, isStepUpDue: false };
    const { perAccountHour, perAddressHour } = request.purpose.limits.stepUp;
    const [ofGap, ofAccount, ofIp] = await Promise.all([
      this.maxCount(request, 'recipientGap'),
      this.maxCount(request, 'recipientHour'),
      this.maxCount(request, 'ipMessages'),
    ]);
    return { isPaused: ofGap > 0, isStepUpDue: ofAccount >= perAccountHour || ofIp >= perAddressHour };
  }

  /**
   * Counts an answer as wrong before it is verified. Release the reservation when it was right.
   * @throws {AppError} Frequent, when the address has given too many wrong answers
   */
  async reserveAnswer(request: LimitRequest): Promise<Reservation> {
    const reservation = new Reservation(request.deadline);
    await reservation.reserve(this.hits(request, 'ipWrong'));
    return reservation;
  }

  /** Counts a wrong answer to a sent code. Fire-and-forget: no deadline and no limit apply. */
  async recordFailure(request: LimitRequest): Promise<void> {
    const unlimited = this.hits(request, 'tenantWrong').map((hit) => ({ ...hit, allowed: Infinity }));
    await new Reservation().reserve(unlimited);
  }

  /** Whether the tenant's wrong answers of this hour are used up, so that new codes must be strong. */
  async isUnderAttack(request: LimitRequest): Promise<boolean> {
    const count = await this.maxCount(request, 'tenantWrong');
    return count >= LIMITS.tenantWrong.allowed(request.purpose.limits);
  }

  private hits(request: LimitRequest, ...names: LimitName[]): LimitHit[] {
    const { limits } = request.purpose;
    return names.flatMap((name) => {
      const { keysOf, windowOf, window, allowed }: Limit = LIMITS[name];
      const seconds = windowOf?.(limits) ?? window;
      const keys = keysOf(this.keys, request);
      if (keys.length === 0 || seconds === 0) return [];
      const counter = this.counters[name];
      return { counter, keys, seconds, allowed: allowed(limits, this.tenants.global) };
    });
  }

  /** The largest count under the keys of one limit. */
  private async maxCount(request: LimitRequest, name: LimitName): Promise<number> {
    const keys = LIMITS[name].keysOf(this.keys, request);
    const counts = keys.map((key) => this.counters[name].total(key, request.deadline));
    return Math.max(...(await Promise.all(counts)));
  }
}
