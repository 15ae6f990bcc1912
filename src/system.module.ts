import { type DynamicModule, Module } from '@nestjs/common';
import { EnvelopeModule } from '@system-management/envelope';
import { ContextReader, RequestContextModule } from '@system-management/request-context';
import type { Logger } from 'pino';
import { SETTINGS, type Settings } from './config/settings.js';
import { errorText, FALLBACK_LANGUAGE, LANGUAGE_TAGS, fieldErrorText } from './languages/index.js';
import { MessagingModule } from './messaging/messaging.module.js';
import { TenantTransports } from './messaging/tenant-transports.js';
import { LOGGER } from './operations/logging/logger.js';
import { TelemetryModule } from './operations/telemetry.module.js';
import { StorageModule } from './storage/storage.module.js';
import { tenantRules } from './tenant-rules.js';
import { TenantRegistry } from './tenants/tenant.registry.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { warnOfTestRecipients } from './user/captcha/test-recipients/test-recipient-warning.js';
import { userTokenReader } from './user/user-token.js';

/** How {@link SystemModule} is set up. */
export interface SystemModuleOptions {
  /** Provides `SETTINGS` to every module. */
  readonly settings: DynamicModule;
  /** Whether each route of the application gets the pipeline, or only those that ask for it. */
  readonly isForAllRoutes: boolean;
}

/** What each module of the system stands on: settings, telemetry, tenants, transports, store, request context, envelope. */
@Module({})
export class SystemModule {
  static register({ settings, isForAllRoutes }: SystemModuleOptions): DynamicModule {
    // One object, because two importers must share one instance.
    const requestContext = RequestContextModule.registerAsync({
      isForAllRoutes,
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
    const envelope = EnvelopeModule.registerAsync({
      isForAllRoutes,
      imports: [requestContext],
      inject: [SETTINGS, LOGGER, ContextReader],
      useFactory: ({ successCode, errorStatus }: Settings, logger: Logger, reader: ContextReader) => ({
        successCode,
        errorStatus,
        languageOf: (request) => reader.languageOf(request),
        headersFor: (request) => reader.headersFor(request),
        errorText,
        fieldErrorText,
        onServiceError: ({ definition, cause }, request) =>
          logger.warn({ err: cause, requestId: reader.peek(request).requestId }, definition.name),
        onUnexpectedError: (error, request) =>
          logger.error({ err: error, requestId: reader.peek(request).requestId }, 'bug'),
      }),
    });
    return {
      module: SystemModule,
      global: true,
      imports: [
        settings,
        TelemetryModule,
        MessagingModule,
        TenantsModule.registerAsync({
          inject: [SETTINGS, LOGGER, TenantTransports],
          useFactory: (its: Settings, logger: Logger, transports: TenantTransports) => ({
            file: its.tenantsFile,
            ...tenantRules(its),
            onReload: (tenants) => {
              transports.retainOnly(tenants);
              logger.info({ tenants: tenants.length }, 'tenants reloaded');
              if (its.production) warnOfTestRecipients(tenants, logger);
            },
            onProblem: (words) => logger.error(`tenants not reloaded, the last good version stays: ${words}`),
          }),
        }),
        StorageModule,
        requestContext,
        envelope,
      ],
      exports: [requestContext, envelope],
    };
  }
}
