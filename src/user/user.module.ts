import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../app.config.js';
import { CaptchaController } from './captcha/captcha.controller.js';
import { CaptchaService } from './captcha/captcha.service.js';
import { PROVIDERS } from './captcha/captcha.tokens.js';
import { CodeKeys } from './captcha/code-keys.js';
import { JwksController } from './captcha/jwks.controller.js';
import { CAPTCHA_PROVIDERS, type CaptchaProvider } from './captcha/providers/index.js';
import { TicketSigner } from './captcha/ticket.js';

@Module({
  controllers: [CaptchaController, JwksController],
  providers: [
    CaptchaService,
    ...CAPTCHA_PROVIDERS,
    {
      provide: PROVIDERS,
      inject: [...CAPTCHA_PROVIDERS],
      useFactory: (...providers: CaptchaProvider[]) =>
        Object.fromEntries(CAPTCHA_PROVIDERS.map(({ type }, index) => [type, providers[index]])),
    },
    {
      provide: CodeKeys,
      inject: [SETTINGS],
      useFactory: ({ secretKeys }: Settings) => new CodeKeys(secretKeys),
    },
    {
      provide: TicketSigner,
      inject: [SETTINGS],
      useFactory: ({ ticketKey }: Settings) => TicketSigner.open(ticketKey),
    },
  ],
  exports: [CaptchaService],
})
export class UserModule {}
