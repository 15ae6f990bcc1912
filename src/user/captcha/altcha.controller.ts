import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CommonErrors, SkipEnvelope } from '@system-management/envelope';
import { ApiContextHeaders, Ctx, type RequestContext } from '@system-management/request-context';
import { ApiErrors } from '../../pipeline/api-errors.js';
import { CaptchaService } from './captcha.service.js';
import { AltchaRequest } from './dto/altcha.request.js';
import { AltchaChallengeResponse } from './responses/altcha-challenge.response.js';

/** Speaks the protocol of ALTCHA's published widget, whose challenges and answers have no envelope. */
@ApiTags('user / captcha')
@ApiContextHeaders()
@Controller(['api/v1/system/user/captcha/altcha', 'api/v1/system/user/self/captcha/altcha'])
export class AltchaController {
  constructor(private readonly captchas: CaptchaService) {}

  @Get()
  @SkipEnvelope()
  @ApiOperation({
    summary: "Issue a proof of work for ALTCHA's widget",
    description:
      'The address for the attribute `challenge` of `<altcha-widget>`. Its payload is accepted as the `code` of an `image`: by the verify endpoint, and where an image must be solved first.',
  })
  @ApiOkResponse({ description: 'The challenge, without an envelope', type: AltchaChallengeResponse })
  @ApiErrors(CommonErrors.NotLogin, CommonErrors.Frequent)
  async issue(@Query() { use }: AltchaRequest, @Ctx() context: RequestContext) {
    const issued = await this.captchas.issue(
      { use, type: 'image', account: '', presentation: 'pow' },
      context,
    );
    return issued.challenge;
  }
}
