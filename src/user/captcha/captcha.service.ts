import { Inject, Injectable } from '@nestjs/common';
import { Deadline } from '@system-management/challenge-store';
import { AppError, ParameterError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { CaptchaErrors } from './captcha.errors.js';
import type { IssueInput, IssueResult, Outcome, RedeemInput, VerifyInput } from './captcha.types.js';
import { Challenge } from './challenge/challenge.js';
import { ChallengeRepository, type SubmittedCode } from './challenge/challenge.repository.js';
import { newCodeID } from './challenge/code/code-id.js';
import { normalizeCode } from './challenge/code/normalize-code.js';
import { type PolicyContext, resolvePolicy } from './challenge/policy-context.js';
import { isPossibleCode } from './challenge/possible-codes.js';
import { quantizeTiming } from './challenge/quantize-timing.js';
import { NO_RECIPIENT } from './challenge/recipient.js';
import { isDeliveryUncertain, toAppError } from './delivery/delivery-errors.js';
import { PROVIDERS, type Providers } from './delivery/provider-map.js';
import { CAPTCHA_TYPES, policyOf } from './delivery/providers/index.js';
import { CaptchaLimits } from './limits/captcha.limits.js';
import type { LimitRequest } from './limits/limit.table.js';
import type { Reservation } from './limits/reservation.js';
import { CaptchaTelemetry, type OperationSubject } from './telemetry/captcha.telemetry.js';
import { fixedCodeFor, withSharedLimit } from './test-recipients/test-recipients.js';
import { type Proof, type Ticket, TicketSigner } from './tickets/ticket.signer.js';

/** A request with its policy and its parsed recipient. */
interface ResolvedRequest extends PolicyContext, OperationSubject {
  readonly ip: string;
}

/** The state of limits and budgets before a code is issued. */
interface IssueAssessment {
  /** The request as it is counted. */
  readonly counted: LimitRequest;
  /** Code of a test recipient, to whom nothing is sent. */
  readonly fixedCode: string | undefined;
  /** Whether a strong code replaces the policy's normal one. */
  readonly isStrong: boolean;
  readonly isBudgetExhausted: boolean;
  readonly isStepUpPassed: boolean;
}

/** A checked response to a challenge. */
interface CheckedResponse {
  readonly outcome: Outcome;
  /** The proof, valid if the outcome is `accepted`. */
  readonly proof: Proof;
}

/** Issues codes, verifies responses and redeems tickets. */
@Injectable()
export class CaptchaService {
  constructor(
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(PROVIDERS) private readonly providers: Providers,
    @Inject(CaptchaLimits) private readonly limits: CaptchaLimits,
    @Inject(ChallengeRepository) private readonly challenges: ChallengeRepository,
    @Inject(TicketSigner) private readonly tickets: TicketSigner,
    @Inject(CaptchaTelemetry) private readonly telemetry: CaptchaTelemetry,
  ) {}

  /**
   * Issues a code: assesses the request, reserves its limits, then stores and delivers the challenge. A failed reservation
   * or write sends nothing.
   *
   * @throws {ParameterError} when the account is malformed or the tenant has no such purpose
   * @throws {AppError} NotLogin, NotEnable, Frequent, NeedImgCaptcha, Delivery, Timeout and Server like the endpoint
   */
  issue(input: IssueInput, context: RequestContext): Promise<IssueResult> {
    return this.issueWithin(new Deadline(), input, context);
  }

  /** @param deadline that of the refused request, for a step-up image */
  private issueWithin(deadline: Deadline, input: IssueInput, context: RequestContext): Promise<IssueResult> {
    return this.telemetry.observe({
      operation: { event: 'issue', type: input.type, use: input.use },
      context,
      resolve: () => this.resolve({ ...input, codeID: newCodeID() }, context, deadline),
      run: async (request) => {
        const assessment = await this.assess(input, request, context);
        const reservation = await this.limits.reserve(assessment.counted);
        try {
          // Decided again: a request within the gap skipped the step-up, and the counters may have changed.
          const needsStepUp = assessment.isBudgetExhausted || reservation.needsStepUp;
          if (needsStepUp && !assessment.isStepUpPassed)
            throw await this.stepUpError('required', input, request, context);
          return await this.deliver(input, assessment, request, context);
        } catch (failure) {
          // A message that may have arrived stays counted: otherwise a hanging vendor would allow unlimited messages.
          if (!isDeliveryUncertain(failure)) void reservation.release();
          throw failure;
        }
      },
    });
  }

  /**
   * Verifies a response and consumes the challenge when it is right, for callers in this process. Pass the context of the
   * request (`@Ctx()`): limits and budgets count for its tenant, user and address. To protect a route use
   * `@RequireCaptcha`, which calls this method.
   *
   * ```ts
   * const { recipient } = await captchas.verify({ use: 'login', type: 'email', account, codeID, code }, context);
   * ```
   * @throws {AppError} Captcha for every wrong response alike; Frequent, NotLogin and Server like the endpoint
   * @throws {ParameterError} when the account or the code is malformed, or the tenant has no such purpose
   */
  async verify(input: VerifyInput, context: RequestContext): Promise<Proof> {
    const { outcome, proof } = await this.checkResponse(input, context);
    if (outcome !== 'accepted') throw new AppError(CaptchaErrors.Captcha);
    return proof;
  }

  /** Calls {@link verify} and signs the proof as a ticket, which other backends can check offline. */
  async verifyAndSign(input: VerifyInput, context: RequestContext): Promise<Ticket> {
    return this.tickets.sign(await this.verify(input, context));
  }

  /**
   * Redeems a ticket once, instead of a response. A refused ticket counts as a wrong answer of the address.
   * @throws {AppError} Captcha for a ticket that is forged, expired, used, or for another purpose or type
   */
  async redeem({ use, types, ticket }: RedeemInput, context: RequestContext): Promise<Proof> {
    const { outcome, signed } = await this.telemetry.observe({
      operation: { event: 'redeem', type: 'ticket', use },
      context,
      resolve: async () => {
        const policy = resolvePolicy(this.tenants, context, use);
        const reservation = await this.limits.reserveAnswer({
          ...policy,
          recipient: NO_RECIPIENT,
          ip: context.ip,
        });
        const signed = await this.tickets.read(ticket, policy.tenant.code);
        return { ...policy, ...this.subjectOf(signed?.proof, policy), reservation, signed };
      },
      run: async ({ reservation, signed, ...policy }) => {
        const isExpected = signed?.proof.use === use && types.some((type) => type === signed.proof.type);
        const outcome = await releaseOnAcceptOrError(reservation, async () =>
          isExpected ? this.challenges.consume(signed, policy) : 'invalid',
        );
        return { outcome, signed };
      },
    });
    if (outcome !== 'accepted' || !signed) throw new AppError(CaptchaErrors.Captcha);
    return signed.proof;
  }

  /** @throws {ParameterError | AppError} when the tenant has no such purpose, or the account is not one of this type */
  private resolve(
    { use, type, account, codeID }: Omit<VerifyInput, 'code'>,
    context: RequestContext,
    deadline?: Deadline,
  ): ResolvedRequest {
    const policy = resolvePolicy(this.tenants, context, use, deadline);
    const parsed = this.providers[type].parseRecipient(account, policy.tenant);
    const recipient = parsed === NO_RECIPIENT ? parsed : withSharedLimit(parsed, policy.tenant);
    return { ...policy, recipient, codeID, ip: context.ip };
  }

  /**
   * Reads budgets and counters without reserving a limit of the code. A step-up response counts as an answer of its
   * address.
   */
  private async assess(
    input: IssueInput,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<IssueAssessment> {
    const fixedCode = fixedCodeFor(request.recipient, request);
    // A test recipient gets no message, so its request counts as one for an image. Its fixed code is never replaced.
    const recipient = fixedCode === undefined ? request.recipient : NO_RECIPIENT;
    const counted = { ...request, recipient };
    const isBudgetExhausted = await this.challenges.isBudgetExhausted(recipient, request);
    const isStrong =
      recipient !== NO_RECIPIENT && (isBudgetExhausted || (await this.limits.isUnderAttack(request)));
    const { isPaused, isStepUpDue } = await this.limits.assess(counted);
    // A request within the resend gap is refused anyway: it neither requires nor consumes an image.
    const isStepUpPassed =
      !isPaused && (await this.passStepUp(input, isBudgetExhausted || isStepUpDue, request, context));
    return { counted, fixedCode, isStrong, isBudgetExhausted, isStepUpPassed };
  }

  /**
   * @returns whether an image was solved
   * @throws {AppError} NeedImgCaptcha when an image is due and was not solved, or the response to one was wrong
   */
  private async passStepUp(
    input: IssueInput,
    isDue: boolean,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<boolean> {
    const { use, stepUp } = input;
    if (!stepUp && isDue) throw await this.stepUpError('required', input, request, context);
    if (!stepUp) return false;
    const response = { ...stepUp, use, type: 'image', account: '' } as const;
    const { outcome } = await this.checkResponse(response, context, request.deadline);
    if (outcome === 'accepted') return true;
    throw await this.stepUpError('wrong', input, request, context);
  }

  /** The error contains a new image in the requested presentation, so that one more request is enough. */
  private async stepUpError(
    reason: 'required' | 'wrong',
    { use, presentation }: IssueInput,
    { deadline }: ResolvedRequest,
    context: RequestContext,
  ): Promise<AppError> {
    const image: IssueInput = { use, type: 'image', account: '', presentation };
    const { codeID, url, expire } = await this.issueWithin(deadline, image, context);
    return new AppError(CaptchaErrors.NeedImgCaptcha, { codeID, url, expire, reason });
  }

  /** Stores the challenge before it is sent, and drops it when the delivery fails. */
  private async deliver(
    { type, use, presentation }: IssueInput,
    { fixedCode, isStrong }: IssueAssessment,
    request: ResolvedRequest,
    { language }: RequestContext,
  ): Promise<IssueResult> {
    const { tenant, purpose, recipient, codeID: id } = request;
    const policy = policyOf(type, purpose);
    const subject = { id, type, use, tenant, language, recipient };
    const challenge = Challenge.issue({ ...subject, policy, isStrong, fixedCode, presentation });
    const prepared = await this.providers[type].prepare(challenge);
    await this.challenges.put(challenge, request);
    try {
      await prepared.deliver();
    } catch (failure) {
      // If the drop fails too, the challenge expires by itself. The delivery's failure is reported.
      await this.challenges.drop(challenge, request).catch(() => undefined);
      throw toAppError(failure);
    }
    const issued = { codeID: id, url: prepared.url, expire: policy.lifetime };
    if (recipient === NO_RECIPIENT) return issued;
    // Test recipients get the same fields: otherwise the response would reveal them.
    return { ...issued, resendAfter: purpose.limits.recipient.gap, sentTo: recipient.masked };
  }

  private checkResponse(
    input: VerifyInput,
    context: RequestContext,
    deadline?: Deadline,
  ): Promise<CheckedResponse> {
    const { use, type, codeID: id } = input;
    return this.telemetry.observe({
      operation: { event: 'verify', type, use },
      context,
      resolve: () => this.resolve(input, context, deadline),
      run: async (request) => {
        const { tenant, purpose, recipient } = request;
        const code = normalizeCode(input.code);
        if (!isPossibleCode(code, recipient, policyOf(type, purpose))) {
          throw new ParameterError([{ field: 'code', rule: 'isCode' }]);
        }
        const submitted = { use, type, id, code, recipient };
        const outcome = await quantizeTiming(() => this.attempt(submitted, request), isAccepted);
        return { outcome, proof: { tenant: tenant.code, use, type, recipient: recipient.canonical, id } };
      },
    });
  }

  private async attempt(submitted: SubmittedCode, request: ResolvedRequest): Promise<Outcome> {
    const reservation = await this.limits.reserveAnswer(request);
    const outcome = await releaseOnAcceptOrError(reservation, () =>
      this.challenges.attempt(submitted, request),
    );
    const isWrong = outcome === 'mismatch' || outcome === 'exhausted';
    if (isWrong && submitted.recipient !== NO_RECIPIENT) {
      // Not awaited: its duration would reveal that the id exists. When the counters are unavailable the count is lost.
      void this.limits.recordFailure(request).catch(() => undefined);
    }
    return outcome;
  }

  /** The subject of a ticket, for telemetry. Parsing a canonical recipient returns the same recipient. */
  private subjectOf(proof: Proof | undefined, { tenant }: PolicyContext): OperationSubject {
    const type = CAPTCHA_TYPES.find((one) => one === proof?.type);
    const recipient =
      proof && type ? this.providers[type].parseRecipient(proof.recipient, tenant) : NO_RECIPIENT;
    return { recipient, codeID: proof?.id ?? '' };
  }
}

const isAccepted = (outcome: Outcome): boolean => outcome === 'accepted';

/** Releases the reservation after success and after an error. A refused response or ticket stays counted. */
async function releaseOnAcceptOrError(
  reservation: Reservation,
  step: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    const outcome = await step();
    if (isAccepted(outcome)) void reservation.release();
    return outcome;
  } catch (failure) {
    void reservation.release();
    throw failure;
  }
}
