import {
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  Inject,
  Module,
  Optional,
} from '@nestjs/common';
import { type Environment, HostSettingsModule } from '../config/settings.js';
import { CaptchaController } from './captcha/captcha.controller.js';
import { CAPTCHA_MODULE_PROVIDERS } from './captcha/captcha.providers.js';
import { CaptchaService } from './captcha/captcha.service.js';
import { JwksController } from './captcha/tickets/jwks.controller.js';
import { HostUserModule, IS_HOST } from './host-user.module.js';

/**
 * Verification codes. Inside this application `imports: [UserModule]`; an application of another kind mounts it once, by
 * {@link UserModule.forRoot}, and imports it nowhere else.
 */
@Module({
  controllers: [CaptchaController, JwksController],
  providers: [...CAPTCHA_MODULE_PROVIDERS],
  exports: [CaptchaService],
})
export class UserModule {
  constructor(@Inject(IS_HOST) @Optional() isHost: boolean | undefined) {
    if (isHost) throw new Error('UserModule.forRoot() is global: import UserModule nowhere else');
  }

  /**
   * Mounts the endpoints in any Nest application, on Express or Fastify: they bring tenant, language, envelope and
   * validation along, and the application's own routes stay as they are. `CaptchaService`, `@RequireCaptcha` and
   * `@UseSystemPipeline()` then work in each of its modules.
   *
   * @param environment settings that win over the environment, by the names of the README's table
   * @throws {SettingsError} at start, with every problem
   */
  static forRoot(environment: Environment = {}): DynamicModule {
    return HostUserModule.register(HostSettingsModule.register(environment));
  }

  /** {@link UserModule.forRoot} with settings that another provider knows, such as the host's `ConfigService`. */
  static forRootAsync(options: ConfigurableModuleAsyncOptions<Environment>): DynamicModule {
    return HostUserModule.register(HostSettingsModule.registerAsync(options));
  }
}

/** All that another module needs to ask for a captcha, beside importing {@link UserModule}. */
export {
  type RequireCaptchaOptions as RequireCaptchaOptions,
  type Proof,
  RequireCaptcha,
  Verified,
} from './captcha/require-captcha/require-captcha.guard.js';
export { CaptchaService } from './captcha/captcha.service.js';
export { RequireLogin } from './require-login.js';
