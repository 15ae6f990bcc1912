import { Module } from '@nestjs/common';
import type { RateStore } from '@system-management/challenge-store';
import { RATE_STORE, StorageModule } from '../../../storage/storage.module.js';
import { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitKeys } from '../keys/limit-keys.js';
import { AnswerLimiter } from './answer-limiter.js';
import { CaptchaLimits } from './captcha.limits.js';

/** Limits how often codes are issued and answered. */
@Module({
  imports: [StorageModule, KeysModule],
  providers: [
    {
      provide: CaptchaLimits,
      inject: [LimitKeys, TenantRegistry, RATE_STORE],
      useFactory: (keys: LimitKeys, tenants: TenantRegistry, rates: RateStore) =>
        new CaptchaLimits({ keys, tenants, rates }),
    },
    AnswerLimiter,
  ],
  exports: [CaptchaLimits, AnswerLimiter],
})
export class LimitsModule {}
