import {
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  Inject,
  Module,
  Optional,
} from '@nestjs/common';
import { HostConfigModule } from '../config/host-config.module.js';
import type { Environment } from '../config/reader/settings-reader.js';
import { PipelineModule } from '../pipeline/pipeline.module.js';
import { CaptchaModule } from './captcha/captcha.module.js';
import { HostUserModule, IS_HOST } from './host-user.module.js';
import { USER_CONTROLLERS } from './user.controllers.js';

/**
 * Verification codes. Modules of this application import `UserModule`. Another Nest application mounts it once with
 * {@link UserModule.forRoot}, and imports it nowhere else.
 */
@Module({
  imports: [PipelineModule, CaptchaModule],
  controllers: [...USER_CONTROLLERS],
  exports: [PipelineModule, CaptchaModule],
})
export class UserModule {
  constructor(@Inject(IS_HOST) @Optional() isHost: boolean | undefined) {
    if (isHost) throw new Error('UserModule.forRoot() is global: do not import UserModule in other modules');
  }

  /**
   * Mounts the endpoints in any Nest application, on Express or Fastify, with their own tenant check, language, envelope
   * and validation. The application's other routes are unchanged. `CaptchaService`, `@RequireCaptcha` and
   * `@UseSystemPipeline()` then work in each of its modules.
   *
   * @param environment settings by their environment names; they take precedence over the environment
   * @throws {SettingsError} at start, with all problems
   */
  static forRoot(environment: Environment = {}): DynamicModule {
    return HostUserModule.register(HostConfigModule.register(environment));
  }

  /** {@link UserModule.forRoot} with settings from another provider, such as the host's `ConfigService`. */
  static forRootAsync(options: ConfigurableModuleAsyncOptions<Environment>): DynamicModule {
    return HostUserModule.register(HostConfigModule.registerAsync(options));
  }
}
