import type { Deadline } from '@system-management/challenge-store';
import type { Cluster, Redis } from 'ioredis';
import type { GlobalLimits } from '../../../tenants/limits.js';
import type { PurposePolicy, Tenant } from '../../../tenants/tenant.js';
import { clientNetwork } from './client-network.js';
import { type LimitHit, Reservation } from './reservation.js';
import { LimitCounter } from './limit.counter.js';
import type { LimitKeys } from '../keys/limit-keys.js';
import type { Recipient } from '../challenge/recipient.js';

/** What {@link CaptchaLimits} needs. */
export interface CaptchaLimitsOptions {
  readonly keys: LimitKeys;
  /** Asked for every code, so that an edited tenant file counts at once. */
  readonly tenants: { readonly global: GlobalLimits };
  /** Where instances count together, one of `openRedis`; without it each process counts alone. */
  readonly client?: Redis | Cluster | undefined;
}

/** Whose numbers count for a request, and which. */
export interface LimitScope {
  readonly tenant: Pick<Tenant, 'code'>;
  readonly purpose: Pick<PurposePolicy, 'limits'>;
  /** What the request may still wait for counters. */
  readonly deadline?: Deadline;
}

/** A request for a code. */
export interface IssueClaim extends LimitScope {
  /** Whom the code is sent to; an image has nobody. */
  readonly recipient: Pick<Recipient, 'canonical' | 'mailbox'>;
  /** The client's address. */
  readonly ip: string;
}

/** An answer to be judged. */
export interface AnswerClaim extends LimitScope {
  /** The client's address. */
  readonly ip: string;
}

/** Something counted before it happens. */
export interface LimitReservation {
  /**
   * Gives it back because it did not happen: once, however often it is called. Never rejects, and need not be waited
   * for.
   */
  release(): Promise<void>;
}

/** Room for one code. */
export interface IssueReservation extends LimitReservation {
  /** Whether an image must be solved before this code is sent. */
  readonly needsStepUp: boolean;
}

/** What a request for a code may expect. */
export interface Assessment {
  /** The account has been sent a code a moment ago: the answer will be Frequent, and no image is worth solving. */
  readonly isPaused: boolean;
  readonly isStepUpDue: boolean;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An E.164 number: its last four digits are one of the 10,000 numbers of a block. */
const PHONE = /^(\+\d+)\d{4}$/;

/**
 * How often anything may happen. Nobody else knows what is counted and by which name: the tenant is in every name but
 * one, purposes are in none, so they share the counts and compare them with their own numbers. The budget of wrong
 * answers per account is not here but in the challenge store, where it is exact.
 *
 * Every method throws {@link AppError} Server when the counters cannot be reached: no answer is judged and nothing is
 * sent that was not counted.
 */
export class CaptchaLimits {
  private readonly keys: LimitKeys;
  private readonly tenants: { readonly global: GlobalLimits };
  private readonly counters;

  constructor({ keys, tenants, client }: CaptchaLimitsOptions) {
    this.keys = keys;
    this.tenants = tenants;
    this.counters = {
      recipientGap: new LimitCounter('recipient-gap', HOUR, client),
      recipientHour: new LimitCounter('recipient-hour', HOUR, client),
      recipientDay: new LimitCounter('recipient-day', DAY, client),
      recipientDayOverall: new LimitCounter('recipient-day-overall', DAY, client),
      ipMessages: new LimitCounter('ip-messages', HOUR, client),
      ipImages: new LimitCounter('ip-images', MINUTE, client),
      ipWrong: new LimitCounter('ip-wrong', HOUR, client),
      tenantMessages: new LimitCounter('tenant-messages', DAY, client),
      tenantWrong: new LimitCounter('tenant-wrong', HOUR, client),
      prefixMessages: new LimitCounter('prefix-messages', HOUR, client),
    };
  }

  /**
   * Makes room for one code before it is drawn or sent.
   * @throws {AppError} Frequent, `retryAfter` in whole seconds, when it is one too many for anything
   */
  reserve(claim: IssueClaim): Promise<IssueReservation> {
    return claim.recipient.mailbox === '' ? this.reserveImage(claim) : this.reserveMessage(claim);
  }

  /**
   * Looks before any room is made: who is sent nothing must not hold the pause of somebody else's account. What is seen
   * may have changed when room is made, so {@link IssueReservation.needsStepUp} says it again.
   */
  async assess({ tenant, purpose, deadline, recipient, ip }: IssueClaim): Promise<Assessment> {
    if (recipient.mailbox === '') return { isPaused: false, isStepUpDue: false };
    const { perAccountHour, perIpHour } = purpose.limits.stepUp;
    const account = this.keys.accountTags(tenant.code, recipient.mailbox).map(({ tag }) => tag);
    const [ofGap, ofAccount, ofIp] = await Promise.all([
      maxCount(this.counters.recipientGap, account, deadline),
      maxCount(this.counters.recipientHour, account, deadline),
      maxCount(this.counters.ipMessages, this.namesOfIp(tenant, ip), deadline),
    ]);
    return { isPaused: ofGap > 0, isStepUpDue: ofAccount >= perAccountHour || ofIp >= perIpHour };
  }

  /**
   * Counts an answer as a wrong one before it is judged. Release it when it was right.
   * @throws {AppError} Frequent, when the address has given too many
   */
  async reserveAnswer({ tenant, purpose, deadline, ip }: AnswerClaim): Promise<LimitReservation> {
    const claims = new Reservation(deadline);
    const names = this.namesOfIp(tenant, ip);
    await claims.reserve([
      { counter: this.counters.ipWrong, names, allowed: purpose.limits.ip.wrongPerHour },
    ]);
    return claims;
  }

  /** Counts a wrong answer to a code that was sent. Nobody waits for it, so nobody's deadline counts. */
  async recordFailure({ tenant }: LimitScope): Promise<void> {
    const names = this.namesOfTenant(tenant);
    await new Reservation().reserve([{ counter: this.counters.tenantWrong, names }]);
  }

  /** Whether the tenant's wrong answers of the hour are used up: new codes must be strong. */
  async isUnderAttack({ tenant, purpose, deadline }: LimitScope): Promise<boolean> {
    const wrong = await maxCount(this.counters.tenantWrong, this.namesOfTenant(tenant), deadline);
    return wrong >= purpose.limits.tenant.wrongPerHour;
  }

  private async reserveImage({ tenant, purpose, deadline, ip }: IssueClaim): Promise<IssueReservation> {
    const claims = new Reservation(deadline);
    const names = this.namesOfIp(tenant, ip);
    await claims.reserve([
      { counter: this.counters.ipImages, names, allowed: purpose.limits.ip.imagesPerMinute },
    ]);
    return { needsStepUp: false, release: () => claims.release() };
  }

  /**
   * From wide to narrow, and no further than the first refusal: whoever has used up the address or the tenant must not
   * fill the store with the names of ever new recipients.
   */
  private async reserveMessage(claim: IssueClaim): Promise<IssueReservation> {
    const { stepUp } = claim.purpose.limits;
    const claims = new Reservation(claim.deadline);
    const [ofIp = 0] = await claims.reserve(this.callerClaims(claim));
    await claims.reserve(this.prefixClaims(claim));
    const [ofAccount = 0] = await claims.reserve(this.recipientClaims(claim));
    return {
      needsStepUp: ofAccount > stepUp.perAccountHour || ofIp > stepUp.perIpHour,
      release: () => claims.release(),
    };
  }

  private callerClaims({ tenant, purpose: { limits }, ip }: IssueClaim): LimitHit[] {
    const { ipMessages, tenantMessages } = this.counters;
    return [
      { counter: ipMessages, names: this.namesOfIp(tenant, ip), allowed: limits.ip.messagesPerHour },
      { counter: tenantMessages, names: this.namesOfTenant(tenant), allowed: limits.tenant.messagesPerDay },
    ];
  }

  /** None for an e-mail address. */
  private prefixClaims({ tenant, purpose, recipient }: IssueClaim): LimitHit[] {
    const prefix = PHONE.exec(recipient.canonical)?.[1];
    if (prefix === undefined) return [];
    const names = this.keys.names('prefix', tenant.code, prefix);
    return [{ counter: this.counters.prefixMessages, names, allowed: purpose.limits.prefix.perHour }];
  }

  private recipientClaims({ tenant, purpose, recipient: { mailbox } }: IssueClaim): LimitHit[] {
    const { recipientGap, recipientHour, recipientDay, recipientDayOverall } = this.counters;
    const { gap, perHour, perDay } = purpose.limits.recipient;
    const names = this.keys.accountTags(tenant.code, mailbox).map(({ tag }) => tag);
    const everywhere = this.keys.names('recipient', mailbox);
    return [
      { counter: recipientHour, names, allowed: perHour },
      { counter: recipientDay, names, allowed: perDay },
      { counter: recipientDayOverall, names: everywhere, allowed: this.tenants.global.recipientPerDay },
      // The pause after a code is the one that its own purpose promised as `resendAfter`; it may be none.
      ...(gap > 0 ? [{ counter: recipientGap, names, allowed: 1, window: gap }] : []),
    ];
  }

  private namesOfIp({ code }: LimitScope['tenant'], ip: string): readonly string[] {
    return this.keys.names('ip', code, clientNetwork(ip));
  }

  private namesOfTenant({ code }: LimitScope['tenant']): readonly string[] {
    return this.keys.names('tenant', code);
  }
}

/** The largest count under the names of one thing, one per listed key. */
async function maxCount(
  counter: LimitCounter,
  names: readonly string[],
  deadline?: Deadline,
): Promise<number> {
  return Math.max(...(await Promise.all(names.map((name) => counter.total(name, deadline)))));
}
