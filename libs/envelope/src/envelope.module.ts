import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { EnvelopeFilter } from './envelope.filter.js';
import { EnvelopeInterceptor } from './envelope.interceptor.js';
import { ENVELOPE_OPTIONS, type EnvelopeOptions } from './envelope.options.js';
import { StrictValidationPipe } from './strict-validation.pipe.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<EnvelopeOptions>({
  optionsInjectionToken: ENVELOPE_OPTIONS,
}).build();

/** Applies the envelope to the whole application: `imports: [EnvelopeModule.registerAsync({ useFactory })]`. */
@Module({
  providers: [
    EnvelopeFilter,
    { provide: APP_FILTER, useExisting: EnvelopeFilter },
    { provide: APP_INTERCEPTOR, useClass: EnvelopeInterceptor },
    { provide: APP_PIPE, useClass: StrictValidationPipe },
  ],
  exports: [EnvelopeFilter],
})
export class EnvelopeModule extends ConfigurableModuleClass {}
