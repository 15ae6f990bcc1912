import { Inject, Injectable } from '@nestjs/common';
import type { Deadline } from '@system-management/challenge-store';
import type { RequestContext } from '@system-management/request-context';
import { CaptchaResolver, type ResolvedRequest } from '../captcha.resolver.js';
import type { IssueInput, IssueResult } from '../captcha.types.js';
import { Challenge } from '../challenge/challenge.js';
import { ChallengeRepository } from '../challenge/challenge.repository.js';
import { newCodeID } from '../challenge/code/code-id.js';
import { DEFAULT_PRESENTATION, presentationOf } from '../challenge/presentations/index.js';
import { PRESENTATION_MAP, type Presentations } from '../challenge/presentations/presentation-map.js';
import { PROVIDERS, type Providers } from '../delivery/provider-map.js';
import { policyOf } from '../delivery/providers/index.js';
import { CaptchaLimits } from '../limits/captcha.limits.js';
import { CaptchaTelemetry, type IssueOutcome } from '../telemetry/captcha.telemetry.js';
import { typedFormat } from './typed-format.js';

/** Issues image captchas: reserves their limits, presents and stores them. */
@Injectable()
export class ImageIssuer {
  constructor(
    @Inject(CaptchaResolver) private readonly resolver: CaptchaResolver,
    @Inject(PRESENTATION_MAP) private readonly presentations: Presentations,
    @Inject(PROVIDERS) private readonly providers: Providers,
    @Inject(CaptchaLimits) private readonly limits: CaptchaLimits,
    @Inject(ChallengeRepository) private readonly challenges: ChallengeRepository,
    @Inject(CaptchaTelemetry) private readonly telemetry: CaptchaTelemetry,
  ) {}

  /**
   * @param deadline that of the refused request, for a step-up image
   * @throws {AppError} Frequent, Server and NotLogin like the endpoint
   */
  async issue(input: IssueInput, context: RequestContext, deadline: Deadline): Promise<IssueResult> {
    const { issued } = await this.telemetry.observe({
      operation: { event: 'issue', type: input.type, use: input.use },
      context,
      resolve: () => this.resolver.resolve({ ...input, codeID: newCodeID() }, context, deadline),
      run: (request) => this.present(input, request, context),
    });
    return issued;
  }

  private async present(
    { type, use, presentation = DEFAULT_PRESENTATION, boundTo }: IssueInput,
    request: ResolvedRequest,
    { language }: RequestContext,
  ): Promise<IssueOutcome> {
    const { tenant, purpose, codeID: id, recipient } = request;
    const policy = policyOf(type, purpose);
    const { reservation, doublings } = await this.limits.reserveImage(request, presentation);
    try {
      const subject = { id, use, tenant, language, policy };
      const { code, ...presented } = await this.presentations[presentation].present({
        ...subject,
        doublings,
      });
      const challenge = new Challenge({ ...subject, type, recipient, code, presentation });
      await this.challenges.put(challenge, request, boundTo);
      await this.providers[type].prepare(challenge).deliver();
      const format = presentationOf(presentation).formatOf(policy);
      const issued = { codeID: id, ...presented, expire: policy.lifetime, ...typedFormat(format) };
      return { issued, isDelivered: true };
    } catch (failure) {
      void reservation.giveBack('unsent');
      throw failure;
    }
  }
}
