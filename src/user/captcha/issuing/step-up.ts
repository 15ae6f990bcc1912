import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import { TenantVendors } from '../../../vendors/tenant-vendors.js';
import { CaptchaErrors } from '../captcha.errors.js';
import type { ResolvedRequest } from '../captcha.resolver.js';
import type { ChallengeResponse, IssueInput, IssueResult, Outcome } from '../captcha.types.js';
import { CaptchaVerifier } from '../captcha.verifier.js';
import { isToken } from '../challenge/program-answer.js';
import { ImageIssuer } from './image.issuer.js';
import { VendorStepUp } from './vendor-step-up.js';

/**
 * What must be solved before some messages: an image, or the widget of the tenant's vendor. While the vendor cannot be
 * asked, images take its place. Those are bound to the step-up: otherwise an image that anyone may request would do
 * instead of the vendor's widget.
 */
@Injectable()
export class StepUp {
  constructor(
    @Inject(CaptchaVerifier) private readonly verifier: CaptchaVerifier,
    @Inject(ImageIssuer) private readonly images: ImageIssuer,
    @Inject(TenantVendors) private readonly vendors: TenantVendors,
    @Inject(VendorStepUp) private readonly widgets: VendorStepUp,
  ) {}

  /** Checks the answer of a request, which it consumes. A token whose vendor cannot be asked counts as none. */
  async check(
    { use, stepUp }: IssueInput,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<'none' | 'solved' | 'wrong'> {
    if (!stepUp) return 'none';
    const outcome = await this.outcomeOf(use, stepUp, request, context);
    if (outcome === 'unavailable') return 'none';
    return outcome === 'accepted' ? 'solved' : 'wrong';
  }

  /** The error contains what is to be solved, so that one more request is enough. */
  async error(
    reason: 'required' | 'wrong',
    input: IssueInput,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<AppError> {
    const vendor = this.vendors.find(request.tenant);
    const issued =
      vendor && !vendor.isAway
        ? await this.widgets.issue(vendor, input.use, request)
        : await this.issueImage(input, request, context);
    return new AppError(CaptchaErrors.NeedImgCaptcha, { ...issued, reason });
  }

  private async outcomeOf(
    use: string,
    stepUp: ChallengeResponse,
    request: ResolvedRequest,
    context: RequestContext,
  ): Promise<Outcome> {
    const vendor = this.vendors.find(request.tenant);
    if (isToken(stepUp.code)) return this.widgets.check(vendor, use, stepUp.code, request, context);
    const boundTo = vendor ? 'step-up' : undefined;
    const response = { ...stepUp, use, type: 'image', account: '', boundTo } as const;
    const { outcome } = await this.verifier.check(response, context, request.deadline);
    return outcome;
  }

  /** In the presentation of the request, or the tenant's. */
  private issueImage(
    { use, presentation }: IssueInput,
    { tenant, deadline }: ResolvedRequest,
    context: RequestContext,
  ): Promise<IssueResult> {
    const image = {
      use,
      type: 'image',
      account: '',
      presentation: presentation ?? tenant.stepUp.presentation,
      boundTo: tenant.stepUp.dsn ? 'step-up' : undefined,
    } as const;
    return this.images.issue(image, context, deadline);
  }
}
