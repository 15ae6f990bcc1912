import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { type AppConfig, appConfig } from '../config/app.config.js';
import { type MessagingConfig, messagingConfig } from '../config/messaging.config.js';
import { type TenantsConfig, tenantsConfig } from '../config/tenants.config.js';
import { LOGGER } from '../operations/logging/logger.js';
import { type TenantChecks, tenantRules } from './tenant-rules.js';
import { TenantRegistry } from './tenant.registry.js';

/** Provides the {@link TenantRegistry}. Global like the settings: the tenants file is configuration. */
@Global()
@Module({})
export class TenantsModule implements OnApplicationShutdown {
  constructor(private readonly registry: TenantRegistry) {}

  /** @param checks of the file, in addition to the schema */
  static register(checks: TenantChecks): DynamicModule {
    return {
      module: TenantsModule,
      providers: [
        {
          provide: TenantRegistry,
          inject: [tenantsConfig.KEY, appConfig.KEY, messagingConfig.KEY, LOGGER],
          useFactory: async (
            { tenantsFile: file }: TenantsConfig,
            app: AppConfig,
            messaging: MessagingConfig,
            logger: Logger,
          ) => {
            const registry = await TenantRegistry.open({
              file,
              ...tenantRules({ ...app, ...messaging }, checks),
              onProblem: (message) =>
                logger.error(`tenants not reloaded, the last good version stays: ${message}`),
              onWarning: (message) => logger.warn(message),
            });
            registry.subscribe((tenants) => logger.info({ tenants: tenants.length }, 'tenants reloaded'));
            return registry;
          },
        },
      ],
      exports: [TenantRegistry],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.registry.close();
  }
}
