import {
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
  Inject,
  Module,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { UseSystemPipeline } from '@system-management/request-context';
import type { Logger } from 'pino';
import { type Environment, HostSettingsModule, SETTINGS, type Settings } from '../app.config.js';
import { LOGGER } from '../operations/logger.js';
import { REDIS, type RedisClient } from '../storage/storage.module.js';
import { SystemModule } from '../system.module.js';
import { TenantRegistry } from '../tenants/tenant.registry.js';
import { AuditIds } from './captcha/audit-ids.js';
import { CaptchaController } from './captcha/captcha.controller.js';
import { CaptchaEvents } from './captcha/captcha.events.js';
import { CaptchaLimits } from './captcha/captcha.limits.js';
import { CaptchaService } from './captcha/captcha.service.js';
import { PROVIDERS } from './captcha/captcha.tokens.js';
import { CodeKeys } from './captcha/code-keys.js';
import { CodeVault } from './captcha/code-vault.js';
import { DrawingQueue } from './captcha/drawing-queue.js';
import { GuessReport } from './captcha/guess-report.js';
import { JwksController } from './captcha/jwks.controller.js';
import { LimitKeys } from './captcha/limit-keys.js';
import { CAPTCHA_PROVIDERS, type CaptchaProvider } from './captcha/providers/index.js';
import { TicketSigner } from './captcha/ticket.js';
import { warnOfTestRecipients } from './captcha/warn-of-test-recipients.js';

const MODULE = {
  providers: [
    CaptchaService,
    CaptchaEvents,
    {
      provide: AuditIds,
      inject: [SETTINGS],
      useFactory: ({ secretKeys }: Settings) => new AuditIds(secretKeys),
    },
    ...CAPTCHA_PROVIDERS,
    {
      provide: PROVIDERS,
      inject: [...CAPTCHA_PROVIDERS],
      useFactory: (...providers: CaptchaProvider[]) =>
        Object.fromEntries(CAPTCHA_PROVIDERS.map(({ type }, index) => [type, providers[index]])),
    },
    {
      provide: CodeKeys,
      inject: [SETTINGS],
      useFactory: ({ secretKeys }: Settings) => new CodeKeys(secretKeys),
    },
    CodeVault,
    { provide: DrawingQueue, useFactory: () => new DrawingQueue() },
    GuessReport,
    {
      provide: LimitKeys,
      inject: [SETTINGS],
      useFactory: ({ secretKeys }: Settings) => new LimitKeys(secretKeys),
    },
    {
      provide: CaptchaLimits,
      inject: [LimitKeys, TenantRegistry, REDIS],
      useFactory: (keys: LimitKeys, tenants: TenantRegistry, client: RedisClient) =>
        new CaptchaLimits({ keys, tenants, client: client ?? undefined }),
    },
    {
      provide: TicketSigner,
      inject: [SETTINGS],
      useFactory: ({ ticketKey }: Settings) => TicketSigner.open(ticketKey),
    },
  ],
  exports: [CaptchaService],
};

/**
 * Verification codes. Inside this application `imports: [UserModule]`; an application of another kind mounts it once, by
 * {@link UserModule.forRoot}, and imports it nowhere else.
 */
@Module({ ...MODULE, controllers: [CaptchaController, JwksController] })
export class UserModule implements OnModuleInit {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Mounts the endpoints in any Nest application, on Express or Fastify: they bring tenant, language, envelope and
   * validation along, and the application's own routes stay as they are. `CaptchaService`, `@RequireCaptcha` and
   * `@UseSystemPipeline()` then work in each of its modules.
   *
   * @param environment settings that win over the environment, by the names of the README's table
   * @throws {SettingsError} at start, with every problem
   */
  static forRoot(environment: Environment = {}): DynamicModule {
    return hostModule(HostSettingsModule.register(environment));
  }

  /** {@link UserModule.forRoot} with settings that another provider knows, such as the host's `ConfigService`. */
  static forRootAsync(options: ConfigurableModuleAsyncOptions<Environment>): DynamicModule {
    return hostModule(HostSettingsModule.registerAsync(options));
  }

  onModuleInit(): void {
    if (this.settings.production) warnOfTestRecipients(this.tenants.all(), this.logger);
  }
}

/** {@link UserModule} with the controllers that bring their own pipeline. */
@Module({})
class HostUserModule extends UserModule {}

function hostModule(settings: DynamicModule): DynamicModule {
  return {
    ...MODULE,
    module: HostUserModule,
    global: true,
    imports: [SystemModule.register({ settings, isForAllRoutes: false })],
    controllers: [withPipeline(CaptchaController), withPipeline(JwksController)],
  };
}

/** A subclass, because the same process may hold an application whose pipeline is for all routes. */
function withPipeline(controller: Type): Type {
  const { [controller.name]: subclass } = { [controller.name]: class extends controller {} };
  UseSystemPipeline()(subclass as Type);
  return subclass as Type;
}

/** All that another module needs to ask for a captcha, beside importing {@link UserModule}. */
export { type CaptchaDemand, type Proof, RequireCaptcha, Verified } from './captcha/captcha.guard.js';
export { CaptchaService } from './captcha/captcha.service.js';
export { RequireLogin } from './require-login.js';
