import type { Type } from '@nestjs/common';
import { AltchaController } from './captcha/altcha.controller.js';
import { CaptchaController } from './captcha/captcha.controller.js';
import { SiteverifyController } from './captcha/siteverify/siteverify.controller.js';
import { JwksController } from './captcha/tickets/jwks.controller.js';

/** The controllers of `UserModule`, in this application and in others. */
export const USER_CONTROLLERS: readonly Type[] = [
  CaptchaController,
  AltchaController,
  SiteverifyController,
  JwksController,
];
