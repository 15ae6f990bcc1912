import type { Type } from '@nestjs/common';
import { PickType } from '@nestjs/swagger';
import { CaptchaRequest } from './captcha.request.js';

/** Query of the endpoint for ALTCHA's widget. */
export class AltchaRequest extends PickType(CaptchaRequest as Type<CaptchaRequest>, ['use'] as const) {}
