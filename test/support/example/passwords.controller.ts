import { Body, Controller, HttpCode, HttpStatus, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiContextHeaders } from '@system-management/request-context';
import { type Proof, RequireCaptcha, Verified } from '../../../src/user/index.js';
import { ResetRequest } from './dto/reset.request.js';
import type { ResetResponse } from './dto/reset.response.js';
import { ApiReset } from './passwords.docs.js';
import { PasswordsService } from './passwords.service.js';

@ApiTags('example / passwords')
@ApiContextHeaders()
@Controller('api/v1/system/example/passwords')
export class PasswordsController {
  constructor(@Inject(PasswordsService) private readonly passwords: PasswordsService) {}

  @Post('reset')
  @HttpCode(HttpStatus.OK)
  @RequireCaptcha({ use: 'forgetPwd', types: ['email', 'phone'], body: ResetRequest })
  @ApiReset()
  reset(@Body() body: ResetRequest, @Verified() proof: Proof): ResetResponse {
    return this.passwords.reset(body.password, proof);
  }
}
