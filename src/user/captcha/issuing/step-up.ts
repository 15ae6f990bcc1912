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

  /**
   * Checks the response of a request to an image, if it has one.
   * @returns whether an image was solved
   * @throws {AppError} NeedImgCaptcha when an image is needed and was not solved, or the response to one was wrong
   */
  async pass(
    input: IssueInput,
    needsImage: boolean,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<boolean> {
    const { use, stepUp } = input;
    if (!stepUp && needsImage) throw await this.error('required', input, request, context);
    if (!stepUp) return false;
    const response = { ...stepUp, use, type: 'image', account: '' } as const;
    const { outcome } = await this.verifier.check(response, context, request.deadline);
    if (outcome === 'accepted') return true;
    throw await this.error('wrong', input, request, context);
  }

  /** The error contains a new image in the requested presentation, so that one more request is enough. */
  async error(
    reason: 'required' | 'wrong',
    { use, presentation }: IssueInput,
    { deadline }: ResolvedRequest,
    context: RequestContext,
  ): Promise<AppError> {
    const image: IssueInput = { use, type: 'image', account: '', presentation };
    const issued = await this.images.issue(image, context, deadline);
    return new AppError(CaptchaErrors.NeedImgCaptcha, { ...issued, reason });
  }
}
