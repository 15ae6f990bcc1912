import type { Provider } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { REDIS, type RedisClient } from '../../storage/storage.module.js';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { AuditIds } from './keys/audit-ids.js';
import { CaptchaTelemetry } from './telemetry/captcha.telemetry.js';
import { CaptchaLimits } from './limits/captcha.limits.js';
import { CaptchaService } from './captcha.service.js';
import { PROVIDERS } from './delivery/provider-map.js';
import { CodeMac } from './keys/code-mac.js';
import { ChallengeRepository } from './challenge/challenge.repository.js';
import { RenderQueue } from './delivery/render-queue.js';
import { GuessReport } from './telemetry/guess-report.js';
import { LimitKeys } from './keys/limit-keys.js';
import { CAPTCHA_PROVIDERS, type CaptchaProvider } from './delivery/providers/index.js';
import { TicketSigner } from './tickets/ticket.signer.js';
import { TestRecipientWarning } from './test-recipients/test-recipient-warning.js';

/** All that issues and judges codes, below the controllers. */
export const CAPTCHA_MODULE_PROVIDERS: readonly Provider[] = [
  CaptchaService,
  CaptchaTelemetry,
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
    provide: CodeMac,
    inject: [SETTINGS],
    useFactory: ({ secretKeys }: Settings) => new CodeMac(secretKeys),
  },
  ChallengeRepository,
  { provide: RenderQueue, useFactory: () => new RenderQueue() },
  GuessReport,
  TestRecipientWarning,
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
];
