import {
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  Inject,
  Module,
  Optional,
} from '@nestjs/common';
import { HostConfigModule } from '../config/host-config.module.js';
import type { Environment } from '../config/settings-reader.js';
import { PipelineModule } from '../pipeline/pipeline.module.js';
import { CaptchaController } from './captcha/captcha.controller.js';
import { CaptchaModule } from './captcha/captcha.module.js';
import { JwksController } from './captcha/tickets/jwks.controller.js';
import { HostUserModule, IS_HOST } from './host-user.module.js';

/**
 * Verification codes. Inside this application `imports: [UserModule]`. Another Nest application mounts it once, by
 * {@link UserModule.forRoot}, and imports it nowhere else.
 */
@Module({
  imports: [PipelineModule, CaptchaModule],
  controllers: [CaptchaController, JwksController],
  exports: [PipelineModule, CaptchaModule],
})
export class UserModule {
  constructor(@Inject(IS_HOST) @Optional() isHost: boolean | undefined) {
    if (isHost) throw new Error('UserModule.forRoot() is global: import UserModule nowhere else');
  }

  /**
   * Mounts the endpoints in any Nest application, on Express or Fastify, with their own tenant check, language, envelope
   * and validation. The application's other routes stay as they are. `CaptchaService`, `@RequireCaptcha` and
   * `@UseSystemPipeline()` then work in each of its modules.
   *
   * @param environment settings that win over the environment, by the names of the README's table
   * @throws {SettingsError} at start, with every problem
   */
  static forRoot(environment: Environment = {}): DynamicModule {
    return HostUserModule.register(HostConfigModule.register(environment));
  }

  /** {@link UserModule.forRoot} with settings from another provider, such as the host's `ConfigService`. */
  static forRootAsync(options: ConfigurableModuleAsyncOptions<Environment>): DynamicModule {
    return HostUserModule.register(HostConfigModule.registerAsync(options));
  }
}
