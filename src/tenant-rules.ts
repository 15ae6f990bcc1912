import type { Settings } from './app.config.js';
import { LANGUAGE_TAGS } from './languages/index.js';
import { checkDsn, checkProductionDsn } from './messaging/check-dsn.js';
import type { TenantRules } from './tenants/tenant-checks.js';
import { guessProblems } from './user/captcha/guess-probability.js';
import { testRecipientProblems } from './user/captcha/test-recipients.js';

/** What a tenants file must agree with in this application, beside its schema. */
export function tenantRules({ production }: Pick<Settings, 'production'>): TenantRules {
  return {
    languages: LANGUAGE_TAGS,
    checkDsn: production ? checkProductionDsn : checkDsn,
    checkPolicy: guessProblems,
    checkTenant: (tenant) => testRecipientProblems(tenant, production),
  };
}
