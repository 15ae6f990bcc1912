import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import { CaptchaErrors } from '../captcha.errors.js';
import type { ResolvedRequest } from '../captcha.resolver.js';
import type { IssueInput } from '../captcha.types.js';
import { CaptchaVerifier } from '../captcha.verifier.js';
import { ImageIssuer } from './image.issuer.js';

/** The image that must be solved before some messages. */
@Injectable()
export class StepUp {
  constructor(
    @Inject(CaptchaVerifier) private readonly verifier: CaptchaVerifier,
    @Inject(ImageIssuer) private readonly images: ImageIssuer,
  ) {}

  /** Checks the response of a request to an image, which it consumes. */
  async check(
    { use, stepUp }: IssueInput,
    { deadline }: ResolvedRequest,
    context: RequestContext,
  ): Promise<'none' | 'solved' | 'wrong'> {
    if (!stepUp) return 'none';
    const response = { ...stepUp, use, type: 'image', account: '' } as const;
    const { outcome } = await this.verifier.check(response, context, deadline);
    return outcome === 'accepted' ? 'solved' : 'wrong';
  }

  /** The error contains a new image in the requested presentation, or the tenant's, so that one more request is enough. */
  async error(
    reason: 'required' | 'wrong',
    { use, presentation }: IssueInput,
    { tenant, deadline }: ResolvedRequest,
    context: RequestContext,
  ): Promise<AppError> {
    const image = {
      use,
      type: 'image',
      account: '',
      presentation: presentation ?? tenant.stepUp.presentation,
    } as const;
    const issued = await this.images.issue(image, context, deadline);
    return new AppError(CaptchaErrors.NeedImgCaptcha, { ...issued, reason });
  }
}
