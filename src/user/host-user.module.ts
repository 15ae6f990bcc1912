import {
  type DynamicModule,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type Type,
} from '@nestjs/common';
import { EncodedBodyMiddleware } from '@system-management/envelope';
import { UseSystemPipeline } from '@system-management/request-context';
import { TelemetryModule } from '../operations/telemetry.module.js';
import { HostPipelineModule } from '../pipeline/pipeline.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { CaptchaController } from './captcha/captcha.controller.js';
import { CaptchaModule } from './captcha/captcha.module.js';
import { captchaTenantChecks } from './captcha/captcha.tenant-checks.js';
import { SiteverifyController } from './captcha/siteverify/siteverify.controller.js';
import { USER_CONTROLLERS } from './user.controllers.js';

/** Injection token: `true` in an application that has mounted `UserModule.forRoot()`. */
export const IS_HOST = Symbol('IsHost');

/** `UserModule` in another application, with its own request pipeline. */
@Module({})
export class HostUserModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(EncodedBodyMiddleware).forRoutes(CaptchaController, SiteverifyController);
  }

  /** @param settings provides the configuration slices */
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
      controllers: USER_CONTROLLERS.map(withPipeline),
      providers: [{ provide: IS_HOST, useValue: true }],
      exports: [HostPipelineModule, CaptchaModule, IS_HOST],
    };
  }
}

/** Decorates a subclass, because the same process may run an application with a global pipeline. */
function withPipeline(controller: Type): Type {
  // Nest and Swagger identify a controller by its class name.
  const { [controller.name]: subclass } = { [controller.name]: class extends controller {} };
  UseSystemPipeline()(subclass as Type);
  return subclass as Type;
}
