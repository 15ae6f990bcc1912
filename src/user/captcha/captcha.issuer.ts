import { Inject, Injectable } from '@nestjs/common';
import { type Deadline, isRepeatable, type LiveCode } from '@system-management/challenge-store';
import { AppError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import { CaptchaErrors } from './captcha.errors.js';
import { CaptchaResolver, type ResolvedRequest } from './captcha.resolver.js';
import type { IssueInput, IssueResult } from './captcha.types.js';
import { CaptchaVerifier } from './captcha.verifier.js';
import { type AccountCode, AccountCodes, dueFormat, formatName } from './challenge/account-codes.js';
import { Challenge } from './challenge/challenge.js';
import { ChallengeRepository } from './challenge/challenge.repository.js';
import type { CodeFormat } from './challenge/code/code-format.js';
import { newCodeID } from './challenge/code/code-id.js';
import { presentationOf, DEFAULT_PRESENTATION } from './challenge/presentations/index.js';
import { NO_RECIPIENT } from './challenge/recipient.js';
import { deliveryResultOf, toAppError } from './delivery/delivery-errors.js';
import { PROVIDERS, type Providers } from './delivery/provider-map.js';
import { policyOf } from './delivery/providers/index.js';
import { CaptchaLimits, frequent, type MessageAssessment } from './limits/captcha.limits.js';
import type { LimitRequest } from './limits/limit.table.js';
import type { Reservation } from './limits/reservation.js';
import { CaptchaTelemetry, type IssueOutcome } from './telemetry/captcha.telemetry.js';
import { fixedCodeFor } from './test-recipients/test-recipients.js';

/** The state of limits, budget and live code before a message is sent. */
interface Assessment {
  /** The request as limits count it. */
  readonly counted: LimitRequest;
  /** Code of a test recipient, to whom nothing is sent. */
  readonly fixedCode: string | undefined;
  /** Whether a strong code replaces the policy's normal one. */
  readonly isStrong: boolean;
  /** The live code, if this request may repeat it. */
  readonly live: LiveCode | undefined;
  /** Whether the message of that code was just sent, so that nothing is sent again. */
  readonly isRepeat: boolean;
  readonly needsImage: boolean;
  readonly limits: MessageAssessment;
}

/** Issues codes: assesses the request, stores the challenge, reserves its limits, and delivers it. */
@Injectable()
export class CaptchaIssuer {
  constructor(
    @Inject(CaptchaResolver) private readonly resolver: CaptchaResolver,
    @Inject(CaptchaVerifier) private readonly verifier: CaptchaVerifier,
    @Inject(PROVIDERS) private readonly providers: Providers,
    @Inject(CaptchaLimits) private readonly limits: CaptchaLimits,
    @Inject(ChallengeRepository) private readonly challenges: ChallengeRepository,
    @Inject(AccountCodes) private readonly codes: AccountCodes,
    @Inject(CaptchaTelemetry) private readonly telemetry: CaptchaTelemetry,
  ) {}

  /** @param deadline that of the refused request, for a step-up image */
  async issue(input: IssueInput, context: RequestContext, deadline: Deadline): Promise<IssueResult> {
    const { issued } = await this.telemetry.observe({
      operation: { event: 'issue', type: input.type, use: input.use },
      context,
      resolve: () => this.resolver.resolve({ ...input, codeID: newCodeID() }, context, deadline),
      run: (request) =>
        request.recipient === NO_RECIPIENT
          ? this.show(input, request, context)
          : this.send(input, request, context),
    });
    return issued;
  }

  /** Draws an image. */
  private async show(
    { type, use, presentation = DEFAULT_PRESENTATION }: IssueInput,
    request: ResolvedRequest,
    { language }: RequestContext,
  ): Promise<IssueOutcome> {
    const { tenant, purpose, codeID: id } = request;
    const policy = policyOf(type, purpose);
    const reservation = await this.limits.reserveImage(request, presentation === 'audio');
    try {
      const challenge = Challenge.draw({ id, type, use, tenant, language, policy, presentation });
      const prepared = await this.providers[type].prepare(challenge);
      await this.challenges.put(challenge, request);
      await prepared.deliver();
      const format = presentationOf(presentation).formatOf(policy);
      const issued = { codeID: id, url: prepared.url, expire: policy.lifetime, ...typedFormat(format) };
      return { issued, isDelivered: true };
    } catch (failure) {
      void reservation.giveBack('unsent');
      throw failure;
    }
  }

  /** Sends a code, or repeats the one that was just sent. */
  private async send(
    input: IssueInput,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<IssueOutcome> {
    const { type, use } = input;
    const { tenant, purpose, recipient, codeID: id } = request;
    const assessment = await this.assess(input, request);
    const { fixedCode, isStrong, live } = assessment;
    const isImageSolved =
      !assessment.isRepeat && (await this.passStepUp(input, assessment, request, context));
    const policy = policyOf(type, purpose);
    const subject = { id, type, use, tenant, language: context.language, recipient, policy };
    const code = await this.codes.issue({ ...subject, isStrong, fixedCode, live }, request);
    if (!code.challenge) throw frequent(code.gapMs);
    const reservation = await this.reserve(code, isImageSolved, assessment, request);
    if (!reservation) throw await this.stepUpError('required', input, request, context);
    if (code.isDue) await this.deliver(code.challenge, reservation, request);
    const issued = {
      codeID: id,
      url: '',
      expire: code.challenge.policy.lifetime,
      resendAfter: Math.ceil(code.gapMs / 1000),
      ...typedFormat(dueFormat({ isStrong, policy })),
      sentTo: recipient.masked,
    };
    return { issued, isDelivered: code.isDue };
  }

  /**
   * Reads limits, budget and live code, and reserves nothing.
   * @throws {AppError} Frequent when the request would be refused anyway: no image is asked for or spent; NotEnable
   */
  private async assess({ type, use }: IssueInput, request: ResolvedRequest): Promise<Assessment> {
    const { tenant, purpose, recipient } = request;
    const fixedCode = fixedCodeFor(recipient, request);
    const isTest = fixedCode !== undefined;
    this.providers[type].assertEnabled?.({ tenant, recipient, isTest });
    const counted = { ...request, isTest };
    const [account, limits] = await Promise.all([
      this.codes.read({ tenant, use, type, recipient }, request),
      this.limits.assessMessage(counted),
    ]);
    const isBudgetExhausted = account.budgetMs > 0;
    const isStrong = isBudgetExhausted || limits.isUnderAttack;
    const policy = policyOf(type, purpose);
    const due = { format: formatName({ isStrong, policy }), lifetimeMs: policy.lifetime * 1000 };
    const live = account.live && isRepeatable(account.live, due) ? account.live : undefined;
    const isRepeat = live !== undefined && account.gapMs > 0;
    const waitMs = isRepeat ? 0 : Math.max(account.gapMs, limits.waitMs);
    if (waitMs > 0) throw frequent(waitMs);
    const needsImage = isBudgetExhausted || limits.needsImage;
    return { counted, fixedCode, isStrong, live, isRepeat, needsImage, limits };
  }

  /**
   * @returns whether an image was solved
   * @throws {AppError} NeedImgCaptcha when an image is needed and was not solved, or the response to one was wrong
   */
  private async passStepUp(
    input: IssueInput,
    { needsImage }: Assessment,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<boolean> {
    const { use, stepUp } = input;
    if (!stepUp && needsImage) throw await this.stepUpError('required', input, request, context);
    if (!stepUp) return false;
    const response = { ...stepUp, use, type: 'image', account: '' } as const;
    const { outcome } = await this.verifier.check(response, context, request.deadline);
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
    const issued = await this.issue(image, context, deadline);
    return new AppError(CaptchaErrors.NeedImgCaptcha, { ...issued, reason });
  }

  /**
   * Reserves the limits of a message, or those of a request that sends nothing. Without a reservation the challenge is
   * withdrawn.
   * @returns `undefined` if an image is needed: another request has used up a limit since the assessment
   */
  private async reserve(
    { challenge, isDue }: Extract<AccountCode, { isDue: boolean }>,
    isImageSolved: boolean,
    { counted, isRepeat, needsImage, limits }: Assessment,
    request: ResolvedRequest,
  ): Promise<Reservation | undefined> {
    let reservation: Reservation | undefined;
    try {
      // A gap that ended since the assessment: the message needs what was not asked for then.
      const isMissingImage = isRepeat && needsImage;
      if (!isDue) reservation = await this.limits.reserveImage(counted);
      else if (!isMissingImage)
        reservation = await this.limits.reserveMessage(counted, isImageSolved, limits);
      return reservation;
    } finally {
      if (!reservation) await this.codes.withdraw(challenge, isDue, request).catch(() => undefined);
    }
  }

  /** Sends the message. A failure withdraws the challenge; what it gives back depends on what the vendor may have done. */
  private async deliver(
    challenge: Challenge,
    reservation: Reservation,
    request: ResolvedRequest,
  ): Promise<void> {
    try {
      const prepared = await this.providers[challenge.type as IssueInput['type']].prepare(challenge);
      await prepared.deliver();
      void reservation.giveBack('delivered');
    } catch (failure) {
      const result = deliveryResultOf(failure);
      void reservation.giveBack(result);
      // If the withdrawal fails too, the challenge expires by itself. The delivery's failure is reported.
      await this.codes.withdraw(challenge, result !== 'uncertain', request).catch(() => undefined);
      throw toAppError(failure);
    }
  }
}

/** The format of the code that a person will type, for the keyboard of a form. */
function typedFormat({ length, alphabet }: CodeFormat): Pick<IssueResult, 'codeLength' | 'codeAlphabet'> {
  return { codeLength: length, codeAlphabet: /^\d+$/.test(alphabet) ? 'digits' : 'letters' };
}
