import { Module } from '@nestjs/common';
import { REDIS, type RedisClient, StorageModule } from '../../../storage/storage.module.js';
import { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitKeys } from '../keys/limit-keys.js';
import { CaptchaLimits } from './captcha.limits.js';

/** Limits how often codes are issued and answered. */
@Module({
  imports: [StorageModule, KeysModule],
  providers: [
    {
      provide: CaptchaLimits,
      inject: [LimitKeys, TenantRegistry, REDIS],
      useFactory: (keys: LimitKeys, tenants: TenantRegistry, client: RedisClient) =>
        new CaptchaLimits({ keys, tenants, client: client ?? undefined }),
    },
  ],
  exports: [CaptchaLimits],
})
export class LimitsModule {}
