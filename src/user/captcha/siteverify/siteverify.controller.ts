import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptsForms, SkipEnvelope } from '@system-management/envelope';
import { ApiContextHeaders, Ctx, type RequestContext, SkipTenant } from '@system-management/request-context';
import { ApiErrors } from '../../../pipeline/api-errors.js';
import { SITEVERIFY_PATHS } from './siteverify.paths.js';
import { SiteverifyRequest } from './siteverify.request.js';
import { SiteverifyResponse } from './siteverify.response.js';
import { SiteverifyService } from './siteverify.service.js';

/** Speaks the protocol of captcha vendors, whose answers have no envelope. */
@ApiTags('user / captcha')
@ApiContextHeaders()
@Controller([...SITEVERIFY_PATHS])
export class SiteverifyController {
  constructor(private readonly siteverify: SiteverifyService) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @AcceptsForms()
  @SkipEnvelope()
  @SkipTenant()
  @ApiOperation({
    summary: 'Redeem a ticket as captcha vendors do',
    description:
      'For plug-ins that are written for hCaptcha, Turnstile or reCAPTCHA and whose address of `siteverify` can be set. Call it from a backend only: it needs the secret of the tenant.\n\nA ticket of every purpose and type is accepted, once. Compare `action` with the purpose of your form. Every judged request is answered with status 200.',
  })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiBody({ type: SiteverifyRequest })
  @ApiOkResponse({
    description: 'Whether the ticket is valid, without an envelope',
    type: SiteverifyResponse,
  })
  @ApiErrors()
  answer(@Body() body: unknown, @Ctx() context: RequestContext): Promise<SiteverifyResponse> {
    return this.siteverify.answer(body, context);
  }
}
