import { Inject, Injectable } from '@nestjs/common';
import type { Deadline } from '@system-management/challenge-store';
import type { RequestContext } from '@system-management/request-context';
import { CaptchaResolver, type ResolvedRequest } from '../captcha.resolver.js';
import type { IssueInput, IssueResult } from '../captcha.types.js';
import { Challenge } from '../challenge/challenge.js';
import { ChallengeRepository } from '../challenge/challenge.repository.js';
import { newCodeID } from '../challenge/code/code-id.js';
import { DEFAULT_PRESENTATION, presentationOf } from '../challenge/presentations/index.js';
import { PROVIDERS, type Providers } from '../delivery/provider-map.js';
import { policyOf } from '../delivery/providers/index.js';
import { CaptchaLimits } from '../limits/captcha.limits.js';
import { CaptchaTelemetry, type IssueOutcome } from '../telemetry/captcha.telemetry.js';
import { typedFormat } from './typed-format.js';

/** Issues image captchas: reserves their limits, draws and stores them. */
@Injectable()
export class ImageIssuer {
  constructor(
    @Inject(CaptchaResolver) private readonly resolver: CaptchaResolver,
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
      run: (request) => this.draw(input, request, context),
    });
    return issued;
  }

  private async draw(
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
}
