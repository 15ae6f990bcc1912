import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../app.config.js';
import { REDIS, type RedisClient } from '../storage/storage.module.js';
import { TenantRegistry } from '../tenants/tenant.registry.js';
import { AuditIds } from './captcha/audit-ids.js';
import { CaptchaController } from './captcha/captcha.controller.js';
import { CaptchaEvents } from './captcha/captcha.events.js';
import { CaptchaLimits } from './captcha/captcha.limits.js';
import { CaptchaService } from './captcha/captcha.service.js';
import { PROVIDERS } from './captcha/captcha.tokens.js';
import { CodeKeys } from './captcha/code-keys.js';
import { CodeVault } from './captcha/code-vault.js';
import { DrawingQueue } from './captcha/drawing-queue.js';
import { GuessReport } from './captcha/guess-report.js';
import { JwksController } from './captcha/jwks.controller.js';
import { LimitKeys } from './captcha/limit-keys.js';
import { CAPTCHA_PROVIDERS, type CaptchaProvider } from './captcha/providers/index.js';
import { TicketSigner } from './captcha/ticket.js';

@Module({
  controllers: [CaptchaController, JwksController],
  providers: [
    CaptchaService,
    CaptchaEvents,
    {
      provide: AuditIds,
      inject: [SETTINGS],
      useFactory: ({ secretKeys }: Settings) => new AuditIds(secretKeys),
    },
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
    CodeVault,
    { provide: DrawingQueue, useFactory: () => new DrawingQueue() },
    GuessReport,
    {
      provide: LimitKeys,
      inject: [SETTINGS],
      useFactory: ({ secretKeys }: Settings) => new LimitKeys(secretKeys),
    },
    {
      provide: CaptchaLimits,
      inject: [LimitKeys, TenantRegistry, REDIS],
      useFactory: (keys: LimitKeys, tenants: TenantRegistry, client: RedisClient) =>
        new CaptchaLimits({ keys, tenants, client: client ?? undefined }),
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

/** All that another module needs to ask for a captcha, beside importing {@link UserModule}. */
export { type CaptchaDemand, type Proof, RequireCaptcha, Verified } from './captcha/captcha.guard.js';
export { CaptchaService } from './captcha/captcha.service.js';
