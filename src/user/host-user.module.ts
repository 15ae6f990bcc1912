import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { UseSystemPipeline } from '@system-management/request-context';
import { TelemetryModule } from '../operations/telemetry.module.js';
import { HostPipelineModule } from '../pipeline/pipeline.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { CaptchaController } from './captcha/captcha.controller.js';
import { CaptchaModule } from './captcha/captcha.module.js';
import { captchaTenantChecks } from './captcha/captcha.tenant-checks.js';
import { JwksController } from './captcha/tickets/jwks.controller.js';

/** Injection token that marks an application that has mounted `UserModule.forRoot()`. */
export const IS_HOST = Symbol('IsHost');

/** `UserModule` in another application: its controllers bring their own pipeline. */
@Module({})
export class HostUserModule {
  /** @param settings provides the slices of the settings */
  static register(settings: DynamicModule): DynamicModule {
    return {
      module: HostUserModule,
      global: true,
      imports: [
        settings,
        TelemetryModule,
        TenantsModule.register(captchaTenantChecks),
        HostPipelineModule,
        CaptchaModule,
      ],
      controllers: [withPipeline(CaptchaController), withPipeline(JwksController)],
      providers: [{ provide: IS_HOST, useValue: true }],
      exports: [HostPipelineModule, CaptchaModule, IS_HOST],
    };
  }
}

/** A subclass, because the same process may hold an application whose pipeline is for all routes. */
function withPipeline(controller: Type): Type {
  // Nest and Swagger know a controller by its name.
  const { [controller.name]: subclass } = { [controller.name]: class extends controller {} };
  UseSystemPipeline()(subclass as Type);
  return subclass as Type;
}
