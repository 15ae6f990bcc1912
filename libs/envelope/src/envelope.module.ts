import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { EnvelopeFilter } from './envelope.filter.js';
import { ENVELOPE_OPTIONS, type EnvelopeOptions } from './envelope.options.js';
import { StrictValidationPipe } from './strict-validation.pipe.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<EnvelopeOptions>({
  optionsInjectionToken: ENVELOPE_OPTIONS,
}).build();

/**
 * Failures and validation in the envelope for the whole application: `imports: [EnvelopeModule.registerAsync({ useFactory })]`.
 * Successes are wrapped by the `EnvelopeAdapter` that the application is created with.
 */
@Module({
  providers: [
    EnvelopeFilter,
    { provide: APP_FILTER, useExisting: EnvelopeFilter },
    { provide: APP_PIPE, useClass: StrictValidationPipe },
  ],
  exports: [EnvelopeFilter],
})
export class EnvelopeModule extends ConfigurableModuleClass {}
