import { type DynamicModule, Module } from '@nestjs/common';
import { type Environment, SettingsModule } from './config/settings.js';
import { OperationsModule } from './operations/operations.module.js';
import { PagesModule } from './pages/pages.module.js';
import { SystemModule } from './system.module.js';
import { UserModule } from './user/user.module.js';

/** The whole application. */
@Module({})
export class AppModule {
  /** @param overrides settings that win over the environment, for tests */
  static register(overrides?: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SystemModule.register({ settings: SettingsModule.register(overrides), isForAllRoutes: true }),
        OperationsModule,
        UserModule,
        PagesModule,
      ],
    };
  }
}
