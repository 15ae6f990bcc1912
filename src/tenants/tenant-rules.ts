import type { AppConfig } from '../config/app.config.js';
import { checkDsn, checkProductionDsn } from '../config/check-dsn.js';
import { LANGUAGE_TAGS } from '../languages/index.js';
import type { CheckPolicy, TenantRules } from './file/tenant-checks.js';
import type { Tenant } from './tenant.js';

/** Checks of the feature that the policies configure. Each returns its problems; no problem contains a secret. */
export interface TenantChecks {
  readonly checkPolicy: CheckPolicy;
  checkTenant(tenant: Tenant, isProduction: boolean): readonly string[];
}

/** Rules of this application for a tenants file, in addition to the schema. */
export function tenantRules({ production }: AppConfig, checks: TenantChecks): TenantRules {
  return {
    languages: LANGUAGE_TAGS,
    checkDsn: production ? checkProductionDsn : checkDsn,
    checkPolicy: checks.checkPolicy,
    checkTenant: (tenant) => checks.checkTenant(tenant, production),
  };
}
