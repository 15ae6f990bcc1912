import type { Provider } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../app.config.js';
import { REDIS, type RedisClient } from '../../storage/storage.module.js';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { AuditIds } from './audit-ids.js';
import { CaptchaEvents } from './captcha.events.js';
import { CaptchaLimits } from './captcha.limits.js';
import { CaptchaService } from './captcha.service.js';
import { PROVIDERS } from './captcha.tokens.js';
import { CodeKeys } from './code-keys.js';
import { CodeVault } from './code-vault.js';
import { DrawingQueue } from './drawing-queue.js';
import { GuessReport } from './guess-report.js';
import { LimitKeys } from './limit-keys.js';
import { CAPTCHA_PROVIDERS, type CaptchaProvider } from './providers/index.js';
import { TicketSigner } from './ticket.js';
import { TestRecipientWarning } from './warn-of-test-recipients.js';

/** All that issues and judges codes, below the controllers. */
export const CAPTCHA_MODULE_PROVIDERS: readonly Provider[] = [
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
