import { ConfigurableModuleBuilder, Module, type Provider } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ContextReader, REQUEST_CONTEXT_OPTIONS, type RequestContextOptions } from './context-reader.js';
import { RequestContextInterceptor } from './request-context.interceptor.js';
import { TenantGuard } from './tenant.guard.js';

const FOR_ALL_ROUTES: readonly Provider[] = [
  { provide: APP_GUARD, useExisting: TenantGuard },
  { provide: APP_INTERCEPTOR, useExisting: RequestContextInterceptor },
];

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<RequestContextOptions>({
  optionsInjectionToken: REQUEST_CONTEXT_OPTIONS,
})
  .setExtras({ isForAllRoutes: true }, ({ providers = [], ...module }, { isForAllRoutes }) => ({
    ...module,
    providers: [...providers, ...(isForAllRoutes ? FOR_ALL_ROUTES : [])],
  }))
  .build();

/**
 * Installs {@link TenantGuard} and {@link RequestContextInterceptor} for the whole application: `imports:
 * [RequestContextModule.registerAsync({…})]`. With `isForAllRoutes: false` it only exports them, for controllers with
 * `@UseSystemPipeline()`.
 */
@Module({
  providers: [
    {
      provide: ContextReader,
      inject: [REQUEST_CONTEXT_OPTIONS],
      useFactory: (options: RequestContextOptions) => new ContextReader(options),
    },
    TenantGuard,
    RequestContextInterceptor,
  ],
  exports: [ContextReader, TenantGuard, RequestContextInterceptor],
})
export class RequestContextModule extends ConfigurableModuleClass {}
