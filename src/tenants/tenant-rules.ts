import type { AppConfig } from '../config/app.config.js';
import { checkDsn, checkProductionDsn } from '../config/check-dsn.js';
import { checkProductionStepUpDsn, checkStepUpDsn } from '../config/check-step-up-dsn.js';
import type { MessagingConfig } from '../config/messaging.config.js';
import type { Settings } from '../config/settings.js';
import { LANGUAGE_TAGS } from '../languages/index.js';
import type { CheckPolicy, TenantRules } from './file/tenant-checks.js';
import { TenantFile } from './file/tenant-file.js';
import type { Tenant } from './tenant.js';

/** The settings that a tenant's configuration depends on. */
export type TenantSettings = AppConfig & Pick<MessagingConfig, 'mailDsn' | 'smsDsn'>;

/** Checks of the features that the tenants configure. Each returns its problems; no problem contains a secret. */
export interface TenantChecks {
  readonly checkPolicy: CheckPolicy;
  checkTenant(tenant: Tenant, settings: TenantSettings): readonly string[];
}

/** Rules of this application for a tenants file, in addition to the schema. */
export function tenantRules(settings: TenantSettings, checks: TenantChecks): TenantRules {
  return {
    languages: LANGUAGE_TAGS,
    checkDsn: settings.production ? checkProductionDsn : checkDsn,
    checkStepUpDsn: settings.production ? checkProductionStepUpDsn : checkStepUpDsn,
    checkPolicy: checks.checkPolicy,
    checkTenant: (tenant) => checks.checkTenant(tenant, settings),
  };
}

/** The problems of the tenants file, each with its path, for the report of a start that fails because of settings. */
export function tenantsFileProblems({ app, messaging, tenants }: Settings, checks: TenantChecks): string[] {
  const file = new TenantFile(tenants.tenantsFile, tenantRules({ ...app, ...messaging }, checks));
  return file.problems().map((problem) => `${file.path}: ${problem}`);
}
