import { ConfigurableModuleBuilder, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { EnvelopeFilter } from './http/envelope.filter.js';
import { EnvelopeInterceptor } from './http/envelope.interceptor.js';
import { ENVELOPE_OPTIONS, type EnvelopeOptions } from './envelope.options.js';
import { StrictValidationPipe } from './validation/strict-validation.pipe.js';

const FOR_ALL_ROUTES: readonly Provider[] = [
  { provide: APP_FILTER, useExisting: EnvelopeFilter },
  { provide: APP_INTERCEPTOR, useExisting: EnvelopeInterceptor },
  { provide: APP_PIPE, useExisting: StrictValidationPipe },
];

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<EnvelopeOptions>({
  optionsInjectionToken: ENVELOPE_OPTIONS,
})
  .setExtras({ isForAllRoutes: true }, ({ providers = [], ...module }, { isForAllRoutes }) => ({
    ...module,
    providers: [...providers, ...(isForAllRoutes ? FOR_ALL_ROUTES : [])],
  }))
  .build();

/**
 * Installs {@link EnvelopeFilter}, {@link EnvelopeInterceptor} and {@link StrictValidationPipe} for the whole
 * application: `imports: [EnvelopeModule.registerAsync({ useFactory })]`. With `isForAllRoutes: false` it only exports
 * them, for controllers with `@UseSystemPipeline()`.
 */
@Module({
  providers: [EnvelopeFilter, EnvelopeInterceptor, StrictValidationPipe],
  exports: [ENVELOPE_OPTIONS, EnvelopeFilter, EnvelopeInterceptor, StrictValidationPipe],
})
export class EnvelopeModule extends ConfigurableModuleClass {}
