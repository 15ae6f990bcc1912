import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '@system-management/request-context';
import type { MeasuredVendor } from '../../../vendors/measured.vendor.js';
import type { ResolvedRequest } from '../captcha.resolver.js';
import type { IssueResult, Outcome } from '../captcha.types.js';
import { ChallengeRepository } from '../challenge/challenge.repository.js';
import { newCodeID } from '../challenge/code/code-id.js';
import { NO_RECIPIENT } from '../challenge/recipient.js';
import { policyOf } from '../delivery/providers/index.js';
import { AnswerLimiter } from '../limits/answer-limiter.js';
import { CaptchaLimits } from '../limits/captcha.limits.js';
import { CaptchaTelemetry } from '../telemetry/captcha.telemetry.js';
import { typedFormat } from './typed-format.js';

/** A solved widget of a vendor in place of a solved image. */
@Injectable()
export class VendorStepUp {
  constructor(
    @Inject(CaptchaLimits) private readonly limits: CaptchaLimits,
    @Inject(AnswerLimiter) private readonly limiter: AnswerLimiter,
    @Inject(ChallengeRepository) private readonly challenges: ChallengeRepository,
    @Inject(CaptchaTelemetry) private readonly telemetry: CaptchaTelemetry,
  ) {}

  /**
   * Asks the vendor about a token, and consumes it when it is right. Recorded and limited like the answer to an image.
   * Counts as an image of its address before the vendor is asked: otherwise one address could keep a vendor busy, or
   * reach the vendor's own limits, and other people would get pictures.
   * @param vendor if absent, every token is wrong: the tenant has no vendor, or an edit of the tenants file removed it
   * @throws {AppError} Frequent for a token of an address that has asked for too many images, which is not used up, and for
   *   a wrong token, when the address has given too many; Server
   */
  async check(
    vendor: MeasuredVendor | undefined,
    use: string,
    token: string,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<Outcome> {
    const image = { ...request, recipient: NO_RECIPIENT };
    const { outcome } = await this.telemetry.observe({
      operation: { event: 'verify', type: 'image', use },
      context,
      resolve: () => image,
      run: async () => {
        await this.limits.reserveImage(image);
        const outcome = await this.limiter.run(image, async () => {
          const result = await vendor?.ask(token, { ip: request.ip, use, tenant: request.tenant.code });
          if (vendor && result === 'solved') return this.consume(vendor, token, request);
          return result === 'unavailable' ? 'unavailable' : 'invalid';
        });
        return { outcome };
      },
    });
    return outcome;
  }

  /**
   * The widget to show. Nothing is stored, and it counts as an image of its address.
   * @throws {AppError} Frequent and Server like an image
   */
  async issue(vendor: MeasuredVendor, use: string, request: ResolvedRequest): Promise<IssueResult> {
    await this.limits.reserveImage({ ...request, recipient: NO_RECIPIENT });
    return {
      codeID: newCodeID(),
      url: '',
      expire: policyOf('image', request.purpose).lifetime,
      ...typedFormat(),
      vendor: vendor.widgetFor(use),
    };
  }

  /** Test keys have one token for all people. */
  private async consume(vendor: MeasuredVendor, token: string, request: ResolvedRequest): Promise<Outcome> {
    return vendor.isTest ? 'accepted' : this.challenges.consumeToken(vendor.idOf(token), request);
  }
}
