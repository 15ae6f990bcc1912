import { type DynamicModule, Module } from '@nestjs/common';
import { EnvelopeModule } from '@system-management/envelope';
import { contextOf, ContextReader, RequestContextModule } from '@system-management/request-context';
import type { Logger } from 'pino';
import { type Environment, SETTINGS, type Settings, SettingsModule } from './app.config.js';
import { errorText, FALLBACK_LANGUAGE, LANGUAGE_TAGS, problemText } from './languages/index.js';
import { MessagingModule } from './messaging/messaging.module.js';
import { TenantTransports } from './messaging/tenant-transports.js';
import { LOGGER } from './operations/logger.js';
import { OperationsModule } from './operations/operations.module.js';
import { PagesModule } from './pages/pages.module.js';
import { StorageModule } from './storage/storage.module.js';
import { tenantRules } from './tenant-rules.js';
import { TenantRegistry } from './tenants/tenant.registry.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { warnOfTestRecipients } from './user/captcha/warn-of-test-recipients.js';
import { UserModule } from './user/user.module.js';
import { userTokenReader } from './user/user-token.js';

/** One object, because two importers must share one instance. */
const REQUEST_CONTEXT = RequestContextModule.registerAsync({
  inject: [SETTINGS, TenantRegistry],
  useFactory: ({ userTokenSecret, trustedProxies }: Settings, tenants: TenantRegistry) => ({
    languages: LANGUAGE_TAGS,
    fallbackLanguage: FALLBACK_LANGUAGE,
    defaultTenant: 'default',
    findTenant: (code) => tenants.find(code),
    authenticate: userTokenReader(userTokenSecret),
    trustedProxies,
  }),
});

/** The whole application. */
@Module({})
export class AppModule {
  /** @param overrides settings that win over the environment, for tests */
  static register(overrides?: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.register(overrides),
        OperationsModule,
        MessagingModule,
        TenantsModule.registerAsync({
          inject: [SETTINGS, LOGGER, TenantTransports],
          useFactory: (settings: Settings, logger: Logger, transports: TenantTransports) => ({
            file: settings.tenantsFile,
            ...tenantRules(settings),
            onReload: (tenants) => {
              transports.keepOnly(tenants);
              logger.info({ tenants: tenants.length }, 'tenants reloaded');
              if (settings.production) warnOfTestRecipients(tenants, logger);
            },
            onProblem: (words) => logger.error(`tenants not reloaded, the last good version stays: ${words}`),
          }),
        }),
        REQUEST_CONTEXT,
        EnvelopeModule.registerAsync({
          imports: [REQUEST_CONTEXT],
          inject: [SETTINGS, LOGGER, ContextReader],
          useFactory: ({ errorStatus }: Settings, logger: Logger, reader: ContextReader) => ({
            errorStatus,
            languageOf: (request) => reader.languageOf(request),
            errorText,
            problemText,
            onOutage: ({ row, cause }, request) =>
              logger.warn({ err: cause, requestId: contextOf(request)?.requestId }, row.name),
            onBug: (error, request) =>
              logger.error({ err: error, requestId: contextOf(request)?.requestId }, 'bug'),
          }),
        }),
        StorageModule,
        UserModule,
        PagesModule,
      ],
    };
  }
}
