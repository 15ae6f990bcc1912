import { type DynamicModule, Module } from '@nestjs/common';
import { AppConfigModule } from './config/app-config.module.js';
import type { Environment } from './config/reader/settings-reader.js';
import { OperationsModule } from './operations/operations.module.js';
import { TelemetryModule } from './operations/telemetry.module.js';
import { PagesModule } from './pages/pages.module.js';
import { PipelineModule } from './pipeline/pipeline.module.js';
import { tenantsFileProblems } from './tenants/tenant-rules.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { captchaTenantChecks } from './user/captcha/captcha.tenant-checks.js';
import { UserModule } from './user/user.module.js';

/** The whole application. */
@Module({})
export class AppModule {
  /** @param overrides settings that take precedence over the environment, for tests */
  static register(overrides?: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        AppConfigModule.register(overrides, (settings) => tenantsFileProblems(settings, captchaTenantChecks)),
        TelemetryModule,
        TenantsModule.register(captchaTenantChecks),
        PipelineModule,
        OperationsModule,
        UserModule,
        PagesModule,
      ],
    };
  }
}
