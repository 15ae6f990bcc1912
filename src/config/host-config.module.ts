import { ConfigurableModuleBuilder, Global, Module } from '@nestjs/common';
import { readSettings } from './settings.js';
import type { Environment } from './reader/settings-reader.js';
import { SETTINGS, SLICE_PROVIDERS, SLICE_TOKENS } from './slice-providers.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<Environment>().build();

/** Settings in another application, in order of precedence: the options, the environment. It reads no `.env`. */
@Global()
@Module({
  providers: [
    {
      provide: SETTINGS,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: Environment) => readSettings({ ...process.env, ...options }),
    },
    ...SLICE_PROVIDERS,
  ],
  exports: SLICE_TOKENS,
})
export class HostConfigModule extends ConfigurableModuleClass {}
