import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { type AppConfig, appConfig } from '../../../config/app.config.js';
import { LOGGER } from '../../../operations/logging/logger.js';
import type { Tenant } from '../../../tenants/tenant.js';
import { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { isExpired } from './test-recipients.js';

/**
 * Logs a warning for every tenant whose test recipients have a fixed code now. In production it may be intended (an app
 * store's reviewers) or a leftover of the shipped tenants file, whose codes are public.
 * @param now milliseconds since 1970. @default the clock
 */
export function warnOfTestRecipients(
  tenants: readonly Pick<Tenant, 'code' | 'testRecipients'>[],
  logger: Pick<Logger, 'warn'>,
  now = Date.now(),
): void {
  for (const { code: tenant, testRecipients } of tenants) {
    const active = testRecipients.filter((test) => !isExpired(test, now));
    if (active.length === 0) continue;
    const until = active.some((test) => test.until === '')
      ? ''
      : active
          .map((test) => test.until)
          .toSorted()
          .at(-1);
    logger.warn(
      { tenant, testRecipients: active.length, until },
      'test recipients have fixed codes in production: such a code is enough to log in as one of them',
    );
  }
}

/** Warns at start and after every reload of the tenants. */
@Injectable()
export class TestRecipientWarning implements OnModuleInit {
  constructor(
    @Inject(appConfig.KEY) private readonly app: AppConfig,
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    if (!this.app.production) return;
    warnOfTestRecipients(this.tenants.all(), this.logger);
    this.tenants.subscribe((tenants) => warnOfTestRecipients(tenants, this.logger));
  }
}
