import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { ContextReader, REQUEST_CONTEXT_OPTIONS, type RequestContextOptions } from './context-reader.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<RequestContextOptions>({
  optionsInjectionToken: REQUEST_CONTEXT_OPTIONS,
}).build();

/**
 * Gives every request its context: `imports: [RequestContextModule.registerAsync({…})]`. The application calls
 * {@link ContextReader.read} in an `onRequest` hook, before anything else can fail, and
 * {@link ContextReader.refusalOf} in a `preHandler` hook, before any guard.
 */
@Module({
  providers: [
    {
      provide: ContextReader,
      inject: [REQUEST_CONTEXT_OPTIONS],
      useFactory: (options: RequestContextOptions) => new ContextReader(options),
    },
  ],
  exports: [ContextReader],
})
export class RequestContextModule extends ConfigurableModuleClass {}
