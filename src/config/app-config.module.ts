import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { readSettings, type Settings } from './settings.js';
import type { Environment } from './reader/settings-reader.js';
import { SETTINGS, SLICE_PROVIDERS, SLICE_TOKENS } from './slice-providers.js';

/**
 * Settings of this application, in order of precedence: `overrides`, the environment, `.env` (never in production).
 */
@Global()
@Module({})
export class AppConfigModule {
  /** @param overrides for tests. @throws {SettingsError} with all problems */
  static register(overrides: Environment = {}): DynamicModule {
    return {
      module: AppConfigModule,
      imports: [
        ConfigModule.forRoot({
          ignoreEnvFile: (overrides['NODE_ENV'] ?? process.env['NODE_ENV']) === 'production',
          validate: (env: Environment) => ({ settings: readSettings({ ...env, ...overrides }) }),
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
