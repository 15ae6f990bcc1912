import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiContextHeaders, Ctx, type RequestContext } from '@system-management/request-context';
import { ApiIssue, ApiVerify } from './captcha.swagger.js';
import { CaptchaService } from './captcha.service.js';
import { IssueRequest } from './dto/issue.request.js';
import type { IssueResponse } from './responses/issue.response.js';
import { VerifyRequest } from './dto/verify.request.js';
import type { VerifyResponse } from './responses/verify.response.js';

/** Both paths are equivalent. Newer deployed clients use `/self/`. */
@ApiTags('user / captcha')
@ApiContextHeaders()
@Controller(['api/v1/system/user/captcha', 'api/v1/system/user/self/captcha'])
export class CaptchaController {
  constructor(private readonly captchas: CaptchaService) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @ApiIssue()
  issue(@Body() body: IssueRequest, @Ctx() context: RequestContext): Promise<IssueResponse> {
    return this.captchas.issue(body.toInput(), context);
  }

  @Post('verify')
  @HttpCode(HttpStatus.OK)
  @ApiVerify()
  verify(@Body() body: VerifyRequest, @Ctx() context: RequestContext): Promise<VerifyResponse> {
    return this.captchas.verifyAndSign(body.toInput(), context);
  }
}
