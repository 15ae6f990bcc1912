import type { Settings } from './config/settings.js';
import { LANGUAGE_TAGS } from './languages/index.js';
import { checkDsn, checkProductionDsn } from './messaging/check-dsn.js';
import type { TenantRules } from './tenants/file/tenant-checks.js';
import { guessProblems } from './user/captcha/challenge/guess-probability.js';
import { testRecipientProblems } from './user/captcha/test-recipients/test-recipients.js';

/** What a tenants file must agree with in this application, beside its schema. */
export function tenantRules({ production }: Pick<Settings, 'production'>): TenantRules {
  return {
    languages: LANGUAGE_TAGS,
    checkDsn: production ? checkProductionDsn : checkDsn,
    checkPolicy: guessProblems,
    checkTenant: (tenant) => testRecipientProblems(tenant, production),
  };
}
