import { Inject, Injectable } from '@nestjs/common';
import type { Deadline } from '@system-management/challenge-store';
import { AppError, ParameterError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import type { Tenant } from '../../tenants/tenant.js';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { normalizeCode } from './challenge/normalize-code.js';
import { CaptchaErrors } from './captcha.errors.js';
import { CaptchaTelemetry, type OperationResult } from './telemetry/captcha.telemetry.js';
import { toAppError, isDeliveryUncertain } from './delivery/delivery-errors.js';
import { CaptchaLimits } from './limits/captcha.limits.js';
import { type PolicyContext, resolvePolicy } from './challenge/policy-context.js';
import { PROVIDERS, type Providers } from './delivery/provider-map.js';
import { Challenge } from './challenge/challenge.js';
import { isPossibleCode } from './challenge/possible-codes.js';
import { type SubmittedCode, ChallengeRepository } from './challenge/challenge.repository.js';
import { quantizeTiming } from './challenge/quantize-timing.js';
import type { IssueResult, IssueInput, RedeemInput, VerifyInput } from './captcha.types.js';
import { CAPTCHA_TYPES, policyOf, type PreparedDelivery } from './delivery/providers/index.js';
import { NO_RECIPIENT, type Recipient } from './challenge/recipient.js';
import { withSharedLimit, fixedCodeFor } from './test-recipients/test-recipients.js';
import { type Proof, type Ticket, TicketSigner } from './tickets/ticket.signer.js';

/** The life of a code: issued once, judged a few times, consumed once. */
@Injectable()
export class CaptchaService {
  constructor(
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(PROVIDERS) private readonly providers: Providers,
    @Inject(CaptchaLimits) private readonly limits: CaptchaLimits,
    @Inject(ChallengeRepository) private readonly vault: ChallengeRepository,
    @Inject(TicketSigner) private readonly tickets: TicketSigner,
    @Inject(CaptchaTelemetry) private readonly events: CaptchaTelemetry,
  ) {}

  /** Makes room for a code, remembers it, and delivers it. What is not counted and remembered is never sent. */
  issue(wish: IssueInput, context: RequestContext): Promise<IssueResult> {
    return this.issueWith(wish, context);
  }

  private issueWith(wish: IssueInput, context: RequestContext, deadline?: Deadline): Promise<IssueResult> {
    const { use, type } = wish;
    return this.events.observe({ event: 'issue', use, type }, context, (course) =>
      this.prepareAndSend(wish, context, resolvePolicy(this.tenants, context, use, deadline), course),
    );
  }

  private async prepareAndSend(
    wish: IssueInput,
    context: RequestContext,
    scope: PolicyContext,
    course: OperationResult,
  ): Promise<IssueResult> {
    const { use, type, presentation } = wish;
    const { language, ip } = context;
    const { tenant, purpose, deadline } = scope;
    const recipient = this.recipientOf(wish, tenant);
    course.recipient = recipient;
    const fixedCode = fixedCodeFor(recipient, scope);
    // Nothing is sent to a test recipient: it costs what an image costs, and its code stays as weak as it is.
    const reached = fixedCode === undefined ? recipient : NO_RECIPIENT;
    const isSpent = await this.vault.isBudgetExhausted(reached, scope);
    const isStrong = reached !== NO_RECIPIENT && (isSpent || (await this.limits.isUnderAttack(scope)));
    const challenge = Challenge.issue({
      type,
      use,
      tenant,
      language,
      recipient,
      policy: policyOf(type, purpose),
      isStrong,
      fixedCode,
      presentation,
    });
    course.codeID = challenge.id;
    const claim = { tenant, purpose, deadline, recipient: reached, ip };
    const { isPaused, isStepUpDue } = await this.limits.assess(claim);
    const isPassed = !isPaused && (await this.passStepUp(wish, isSpent || isStepUpDue, scope, context));
    const room = await this.limits.reserve(claim);
    try {
      if ((isSpent || room.needsStepUp) && !isPassed)
        throw await this.stepUp('required', wish, scope, context);
      const prepared = await this.providers[type].prepare(challenge);
      await this.send(challenge, prepared, scope);
      return {
        codeID: challenge.id,
        url: prepared.url,
        expire: challenge.policy.lifetime,
        // A tester may ask sooner, but must not be told from others.
        ...(recipient !== NO_RECIPIENT && {
          resendAfter: purpose.limits.recipient.gap,
          sentTo: recipient.masked,
        }),
      };
    } catch (failure) {
      // Else a vendor that hangs would mean unlimited sends.
      if (!isDeliveryUncertain(failure)) void room.release();
      throw failure;
    }
  }

  /** Judges an answer as {@link verify} does; the right one becomes a ticket, for backends that cannot ask us. */
  async verifyAndSign(wish: VerifyInput, context: RequestContext): Promise<Ticket> {
    return this.tickets.sign(await this.verify(wish, context));
  }

  /**
   * Judges an answer and consumes the right one: for callers in this process. Give it the context of the request
   * (`@Ctx()`): its tenant, user and address are whose limits and budgets count. A route is better guarded by
   * `@RequireCaptcha`, which calls this.
   *
   * ```ts
   * const { identity } = await captchas.verify({ use: 'login', type: 'email', account, codeID, code }, context);
   * ```
   * @throws {AppError} Captcha for every wrong answer alike; Frequent, NotLogin and Server as the endpoint does
   * @throws {ParameterError} when the account or the code cannot be one, or the tenant has no such purpose
   */
  verify(wish: VerifyInput, context: RequestContext): Promise<Proof> {
    const { use, type, codeID: id } = wish;
    return this.events.observe({ event: 'verify', use, type }, context, async (course) => {
      const scope = resolvePolicy(this.tenants, context, use);
      const recipient = this.recipientOf(wish, scope.tenant);
      const isRight = await this.isRight(wish, recipient, scope, context, course);
      if (!isRight) throw new AppError(CaptchaErrors.Captcha);
      return { tenant: scope.tenant.code, use, type, recipient: recipient.canonical, id };
    });
  }

  /**
   * Takes a ticket of ours back, once, in place of an answer. A wrong one is counted as a wrong answer of the address.
   * @throws {AppError} Captcha for every ticket that is not ours, not for this, expired or used
   */
  redeem({ use, types, ticket }: RedeemInput, context: RequestContext): Promise<Proof> {
    return this.events.observe({ event: 'redeem', use, type: 'ticket' }, context, async (course) => {
      const scope = resolvePolicy(this.tenants, context, use);
      const room = await this.limits.reserveAnswer({ ...scope, ip: context.ip });
      course.outcome = 'invalid';
      const read = await this.tickets.read(ticket, scope.tenant.code);
      if (!read) throw new AppError(CaptchaErrors.Captcha);
      const { proof } = read;
      course.codeID = proof.id;
      course.recipient = this.ownerOf(proof, scope);
      if (proof.use === use && types.some((type) => type === proof.type)) {
        course.outcome = await this.vault.consume(read, scope).catch((failure: unknown) => {
          void room.release();
          throw failure;
        });
      }
      if (course.outcome !== 'accepted') throw new AppError(CaptchaErrors.Captcha);
      void room.release();
      return proof;
    });
  }

  private recipientOf({ type, account }: Pick<VerifyInput, 'type' | 'account'>, tenant: Tenant): Recipient {
    const recipient = this.providers[type].parseRecipient(account, tenant);
    return recipient === NO_RECIPIENT ? recipient : withSharedLimit(recipient, tenant);
  }

  /** Whom a ticket is about, for the audit: an identity form is a spelling of itself. */
  private ownerOf({ type, recipient }: Proof, { tenant }: PolicyContext): Recipient {
    const known = CAPTCHA_TYPES.find((one) => one === type);
    return known ? this.providers[known].parseRecipient(recipient, tenant) : NO_RECIPIENT;
  }

  /**
   * @returns whether an image was solved
   * @throws {AppError} NeedImgCaptcha when one is due and did not come, or was wrong
   */
  private async passStepUp(
    wish: IssueInput,
    isDue: boolean,
    scope: PolicyContext,
    context: RequestContext,
  ): Promise<boolean> {
    const { use, stepUp } = wish;
    if (!stepUp && isDue) throw await this.stepUp('required', wish, scope, context);
    if (!stepUp) return false;
    const answer = { ...stepUp, use, type: 'image' } as const;
    const isRight = await this.events.observe({ event: 'verify', use, type: 'image' }, context, (course) =>
      this.isRight(answer, NO_RECIPIENT, scope, context, course),
    );
    if (isRight) return true;
    throw await this.stepUp('wrong', wish, scope, context);
  }

  /** The refusal carries a fresh image, presented as the wish says, so that one more request is enough. */
  private async stepUp(
    reason: 'required' | 'wrong',
    { use, presentation }: IssueInput,
    { deadline }: PolicyContext,
    context: RequestContext,
  ): Promise<AppError> {
    const image: IssueInput = { use, type: 'image', account: '', presentation };
    const { codeID, url, expire } = await this.issueWith(image, context, deadline);
    return new AppError(CaptchaErrors.NeedImgCaptcha, { codeID, url, expire, reason });
  }

  /** Stores before sending, and forgets what surely or possibly did not arrive. */
  private async send(challenge: Challenge, prepared: PreparedDelivery, scope: PolicyContext): Promise<void> {
    await this.vault.put(challenge, scope);
    try {
      await prepared.deliver();
    } catch (failure) {
      // A record that cannot be dropped dies by itself; what went wrong first is what counts.
      await this.vault.drop(challenge, scope).catch(() => undefined);
      throw toAppError(failure);
    }
  }

  private async isRight(
    { use, type, codeID: id, code: typed }: Omit<VerifyInput, 'account'>,
    recipient: Recipient,
    scope: PolicyContext,
    { ip }: RequestContext,
    course: OperationResult,
  ): Promise<boolean> {
    course.recipient = recipient;
    course.codeID = id;
    const code = normalizeCode(typed);
    if (!isPossibleCode(code, recipient, policyOf(type, scope.purpose))) {
      throw new ParameterError([{ field: 'code', rule: 'isCode' }]);
    }
    return quantizeTiming(() => this.judge({ use, type, id, code, recipient }, scope, ip, course));
  }

  private async judge(
    claim: SubmittedCode,
    scope: PolicyContext,
    ip: string,
    course: OperationResult,
  ): Promise<boolean> {
    const room = await this.limits.reserveAnswer({ ...scope, ip });
    const outcome = await this.vault.attempt(claim, scope).catch((failure: unknown) => {
      void room.release();
      throw failure;
    });
    course.outcome = outcome;
    if (outcome === 'accepted') void room.release();
    else if (outcome === 'mismatch' || outcome === 'exhausted') void this.countWrong(claim.recipient, scope);
    return outcome === 'accepted';
  }

  /**
   * The caller of a judged answer must not wait for it: slow counters would tell it from an unknown id. A count that gets
   * lost was lost with the store.
   */
  private async countWrong(recipient: Recipient, scope: PolicyContext): Promise<void> {
    if (recipient !== NO_RECIPIENT) await this.limits.recordFailure(scope).catch(() => undefined);
  }
}
