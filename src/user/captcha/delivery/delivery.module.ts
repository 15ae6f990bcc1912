import { Module } from '@nestjs/common';
import { MessagingModule } from '../../../messaging/messaging.module.js';
import { PROVIDERS } from './provider-map.js';
import { CAPTCHA_PROVIDERS, type CaptchaProvider } from './providers/index.js';

/** Shows or sends codes, by one provider per captcha type. */
@Module({
  imports: [MessagingModule],
  providers: [
    ...CAPTCHA_PROVIDERS,
    {
      provide: PROVIDERS,
      inject: [...CAPTCHA_PROVIDERS],
      useFactory: (...providers: CaptchaProvider[]) =>
        Object.fromEntries(CAPTCHA_PROVIDERS.map(({ type }, index) => [type, providers[index]])),
    },
  ],
  exports: [PROVIDERS],
})
export class DeliveryModule {}
