import { ConfigurableModuleBuilder, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TenantRegistry, type TenantRegistryOptions } from './tenant.registry.js';

/** Injection token of {@link TenantRegistryOptions}. */
export const TENANTS_OPTIONS = Symbol('TenantRegistryOptions');

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<TenantRegistryOptions>({
  optionsInjectionToken: TENANTS_OPTIONS,
}).build();

/** Gives every module the {@link TenantRegistry}: `imports: [TenantsModule.registerAsync({ useFactory })]`. */
@Global()
@Module({
  providers: [
    {
      provide: TenantRegistry,
      inject: [TENANTS_OPTIONS],
      useFactory: (options: TenantRegistryOptions) => TenantRegistry.open(options),
    },
  ],
  exports: [TenantRegistry],
})
export class TenantsModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  constructor(private readonly registry: TenantRegistry) {
    super();
  }

  onApplicationShutdown(): Promise<void> {
    return this.registry.close();
  }
}
