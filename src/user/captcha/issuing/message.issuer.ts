import { Inject, Injectable } from '@nestjs/common';
import type { Deadline } from '@system-management/challenge-store';
import type { RequestContext } from '@system-management/request-context';
import { CaptchaResolver, type ResolvedRequest } from '../captcha.resolver.js';
import type { IssueInput, IssueResult } from '../captcha.types.js';
import { type AccountCode, AccountCodes, dueFormat } from '../challenge/account-codes.js';
import type { Challenge } from '../challenge/challenge.js';
import { newCodeID } from '../challenge/code/code-id.js';
import { deliveryResultOf, toAppError } from '../delivery/delivery-errors.js';
import { PROVIDERS, type Providers } from '../delivery/provider-map.js';
import { policyOf } from '../delivery/providers/index.js';
import { CaptchaLimits, frequent } from '../limits/captcha.limits.js';
import type { Reservation } from '../limits/reservation.js';
import { CaptchaTelemetry, type IssueOutcome } from '../telemetry/captcha.telemetry.js';
import { type Assessment, MessageAssessor } from './message.assessor.js';
import { StepUp } from './step-up.js';
import { typedFormat } from './typed-format.js';

/** Sends codes: assesses the request, stores the challenge, reserves its limits, and delivers it. */
@Injectable()
export class MessageIssuer {
  constructor(
    @Inject(CaptchaResolver) private readonly resolver: CaptchaResolver,
    @Inject(MessageAssessor) private readonly assessor: MessageAssessor,
    @Inject(StepUp) private readonly stepUp: StepUp,
    @Inject(PROVIDERS) private readonly providers: Providers,
    @Inject(CaptchaLimits) private readonly limits: CaptchaLimits,
    @Inject(AccountCodes) private readonly codes: AccountCodes,
    @Inject(CaptchaTelemetry) private readonly telemetry: CaptchaTelemetry,
  ) {}

  /**
   * @throws {AppError} NotEnable, CountryNotEnable, Frequent, NeedImgCaptcha, Delivery, Timeout, Server and NotLogin like
   *   the endpoint
   */
  async issue(input: IssueInput, context: RequestContext, deadline: Deadline): Promise<IssueResult> {
    const { issued } = await this.telemetry.observe({
      operation: { event: 'issue', type: input.type, use: input.use },
      context,
      resolve: () => this.resolver.resolve({ ...input, codeID: newCodeID() }, context, deadline),
      run: (request) => this.send(input, request, context),
    });
    return issued;
  }

  /** Sends a code, or repeats the one that was just sent. */
  private async send(
    input: IssueInput,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<IssueOutcome> {
    const { type, use } = input;
    const { tenant, purpose, recipient, codeID: id } = request;
    const { assessment, isImageSolved } = await this.assess(input, request, context);
    const { fixedCode, isStrong, live } = assessment;
    const policy = policyOf(type, purpose);
    const subject = { id, type, use, tenant, language: context.language, recipient, policy };
    const code = await this.codes.issue({ ...subject, isStrong, fixedCode, live }, request);
    if (!code.challenge) throw frequent(code.gapMs);
    const reservation = await this.reserve(code, isImageSolved, assessment, request);
    if (!reservation) throw await this.stepUp.error('required', input, request, context);
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
   * Assesses the request and checks its response to an image.
   * @throws {AppError} NeedImgCaptcha when an image is needed and was not solved, or the response to one was wrong
   */
  private async assess(
    input: IssueInput,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<{ readonly assessment: Assessment; readonly isImageSolved: boolean }> {
    const assessment = await this.assessor.assess(input, request);
    if (assessment.isRepeat) return { assessment, isImageSolved: false };
    const answer = await this.stepUp.check(input, request, context);
    if (answer === 'none' && assessment.needsImage)
      throw await this.stepUp.error('required', input, request, context);
    if (answer !== 'wrong') return { assessment, isImageSolved: answer === 'solved' };
    // A form that was submitted twice: the first request has solved the image, and its message was just sent.
    const again = await this.assessor.assess(input, request);
    if (!again.isRepeat) throw await this.stepUp.error('wrong', input, request, context);
    return { assessment: again, isImageSolved: false };
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
      if (!isDue) ({ reservation } = await this.limits.reserveImage(counted));
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
      await this.providers[challenge.type as IssueInput['type']].prepare(challenge).deliver();
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
