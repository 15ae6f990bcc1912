import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ContextReader, REQUEST_CONTEXT_OPTIONS, type RequestContextOptions } from './context-reader.js';
import { RequestContextInterceptor } from './request-context.interceptor.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<RequestContextOptions>({
  optionsInjectionToken: REQUEST_CONTEXT_OPTIONS,
}).build();

/**
 * Gives every request its context: `imports: [RequestContextModule.registerAsync({…})]`. The application calls
 * {@link ContextReader.read} in an `onRequest` hook, before anything else can fail.
 */
@Module({
  providers: [
    {
      provide: ContextReader,
      inject: [REQUEST_CONTEXT_OPTIONS],
      useFactory: (options: RequestContextOptions) => new ContextReader(options),
    },
    { provide: APP_INTERCEPTOR, useClass: RequestContextInterceptor },
  ],
  exports: [ContextReader],
})
export class RequestContextModule extends ConfigurableModuleClass {}
