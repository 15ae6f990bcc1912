import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { UseSystemPipeline } from '@system-management/request-context';
import { SystemModule } from '../system.module.js';
import { CaptchaController } from './captcha/captcha.controller.js';
import { CAPTCHA_MODULE_PROVIDERS } from './captcha/captcha.providers.js';
import { CaptchaService } from './captcha/captcha.service.js';
import { JwksController } from './captcha/tickets/jwks.controller.js';

/** Injection token that says that the application is another one, and has mounted `UserModule.forRoot()`. */
export const IS_HOST = Symbol('IsHost');

/** What `UserModule` is in another application: its controllers bring their own pipeline. */
@Module({})
export class HostUserModule {
  /** @param settings provides `SETTINGS` */
  static register(settings: DynamicModule): DynamicModule {
    return {
      module: HostUserModule,
      global: true,
      imports: [SystemModule.register({ settings, isForAllRoutes: false })],
      controllers: [withPipeline(CaptchaController), withPipeline(JwksController)],
      providers: [...CAPTCHA_MODULE_PROVIDERS, { provide: IS_HOST, useValue: true }],
      exports: [CaptchaService, IS_HOST],
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
