import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { readSettings, type Settings, type SettingsChecks } from './settings.js';
import type { Environment } from './reader/settings-reader.js';
import { SETTINGS, SLICE_PROVIDERS, SLICE_TOKENS } from './slice-providers.js';

/**
 * Settings of this application, in order of precedence: `overrides`, the environment, `.env` (never in production).
 */
@Global()
@Module({})
export class AppConfigModule {
  /**
   * @param overrides for tests
   * @param others adds the problems of other configuration to those of the settings, see {@link SettingsChecks}
   * @throws {SettingsError} with all problems
   */
  static register(overrides: Environment = {}, others?: SettingsChecks['others']): DynamicModule {
    const validate = (env: Environment) => {
      const names = {
        environment: { ...process.env, ...overrides },
        file: Object.keys(env).filter((name) => !(name in process.env)),
      };
      return { settings: readSettings({ ...env, ...overrides }, { names, others }) };
    };
    return {
      module: AppConfigModule,
      imports: [
        ConfigModule.forRoot({
          ignoreEnvFile: (overrides['NODE_ENV'] ?? process.env['NODE_ENV']) === 'production',
          validate,
        }),
      ],
      providers: [
        {
          provide: SETTINGS,
          inject: [ConfigService],
          useFactory: (config: ConfigService) => config.getOrThrow<Settings>('settings'),
        },
        ...SLICE_PROVIDERS,
      ],
      exports: SLICE_TOKENS,
    };
  }
}
