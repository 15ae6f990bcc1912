import { NestFactory } from '@nestjs/core';
import { type AppConfig, appConfig } from '../config/app.config.js';
import { AppConfigModule } from '../config/app-config.module.js';
import { type MessagingConfig, messagingConfig } from '../config/messaging.config.js';
import type { Environment } from '../config/reader/settings-reader.js';
import { type StorageConfig, storageConfig } from '../config/storage.config.js';
import { type TenantsConfig, tenantsConfig } from '../config/tenants.config.js';
import { LANGUAGE_TAGS } from '../languages/index.js';
import { dsnsOf } from '../messaging/routes.js';
import { SettingsError } from '../config/reader/settings-reader.js';
import { tenantRules, tenantsFileProblems } from '../tenants/tenant-rules.js';
import { TenantFileError } from '../tenants/file/tenant-file.error.js';
import { TenantFile } from '../tenants/file/tenant-file.js';
import type { Tenant } from '../tenants/tenant.js';
import { checkStore } from './check-store.js';
import { checkTenant } from './check-tenant.js';
import { checkTransports } from './check-transports.js';
import { checkVendor } from './check-vendor.js';
import { captchaTenantChecks } from '../user/captcha/captcha.tenant-checks.js';
import type { Report } from './report.js';
import { sendSamples } from './send-samples.js';
import { checkSms } from './sms/check-sms.js';
import { tenantNumbers } from './tenant-numbers.js';

/** The settings that the doctor checks. */
type Settings = AppConfig & StorageConfig & TenantsConfig & MessagingConfig;

/** Options of {@link diagnose}. */
export interface DoctorOptions {
  /** Code of a tenant. @default 'default', as for requests without the header */
  readonly tenant?: string | undefined;
  /** Recipient of a test mail. @default none is sent */
  readonly mail?: string | undefined;
  /**
   * Recipient of a test SMS, as an international number or as dialled in the tenant's country. @default none is sent
   */
  readonly sms?: string | undefined;
  /** BCP 47 tag of a shipped language. @default that of the tenant */
  readonly language?: string | undefined;
  /** Whether the recipients are checked only, and nothing is sent. @default false */
  readonly dryRun?: boolean | undefined;
}

/**
 * Checks the settings, the store, the tenant, its transports and its captcha vendor, sends the requested test messages, and
 * reports the result.
 * @param overrides settings that override the environment, for tests
 */
export async function diagnose(
  options: DoctorOptions,
  report: Report,
  overrides?: Environment,
): Promise<void> {
  const settings = await settingsOf(report, overrides);
  if (!settings) return;
  await checkStore(settings, report);
  const tenant = await tenantOf(settings, options.tenant ?? 'default', report);
  if (!tenant) return;
  const routes = dsnsOf(tenant, settings);
  checkTenant(tenant, settings, report);
  await checkTransports(tenant, routes, report);
  await checkVendor(tenant, report);
  await checkSms(tenant, routes, report);
  const { language = tenant.language, ...recipients } = options;
  if (LANGUAGE_TAGS.includes(language)) {
    await sendSamples({ ...recipients, tenant, language }, settings, report);
  } else {
    report.wrong('--language: is not a shipped language', `use one of ${LANGUAGE_TAGS.join(' ')}`);
  }
}

async function settingsOf(report: Report, overrides?: Environment): Promise<Settings | undefined> {
  report.about('Settings');
  try {
    const module = AppConfigModule.register(overrides, (slices) =>
      tenantsFileProblems(slices, captchaTenantChecks),
    );
    const context = await NestFactory.createApplicationContext(module, {
      logger: false,
      abortOnError: false,
    });
    const settings = {
      ...context.get<AppConfig>(appConfig.KEY),
      ...context.get<StorageConfig>(storageConfig.KEY),
      ...context.get<TenantsConfig>(tenantsConfig.KEY),
      ...context.get<MessagingConfig>(messagingConfig.KEY),
    };
    report.ok(settings.production ? 'valid, for production' : 'valid, for development');
    return settings;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    report.wrong(
      error.problems,
      'correct settings in the environment or in .env (README.md, “Settings”), and tenants in the file that is named',
    );
    return undefined;
  }
}

async function tenantOf(settings: Settings, code: string, report: Report): Promise<Tenant | undefined> {
  report.about(`Tenants in ${settings.tenantsFile}`);
  try {
    const { tenants, warnings } = await new TenantFile(
      settings.tenantsFile,
      tenantRules(settings, captchaTenantChecks),
    ).read();
    const codes = tenants.map((tenant) => tenant.code).join(' ');
    report.ok(`valid: ${codes}`);
    for (const warning of warnings) report.note(warning);
    const found = tenants.find((tenant) => tenant.code === code);
    if (!found) report.wrong(`--tenant: there is no tenant ${code}`, `use one of ${codes}`);
    return found;
  } catch (error) {
    if (!(error instanceof TenantFileError)) throw error;
    const numbers = await tenantNumbers(settings.tenantsFile, error.problems);
    report.wrong(
      error.problems,
      `correct this in ${settings.tenantsFile}${numbers && ` (${numbers})`}; config/tenants.schema.json describes each key`,
    );
    return undefined;
  }
}
