import { Inject, Injectable } from '@nestjs/common';
import {
  HealthCheckService,
  type HealthCheckResult,
  type HealthIndicatorResult,
  HealthIndicatorService,
} from '@nestjs/terminus';
import type { ChallengeStore } from '@system-management/challenge-store';
import type { Channel } from '@system-management/messaging';
import type { Logger } from 'pino';
import { TenantTransports } from '../../messaging/tenant-transports.js';
import { CHALLENGE_STORE } from '../../storage/storage.module.js';
import { TenantRegistry } from '../../tenants/tenant.registry.js';
import { LOGGER } from '../logging/logger.js';
import { Shutdown } from '../lifecycle/shutdown.js';

/** Milliseconds that a result is reused. The route is public: its callers must not set the rate of store requests. */
const STORE_CHECK_MS = 500;

/**
 * Whether this instance can serve requests. The response contains component names only, because the route is public;
 * the log has the cause. A vendor outage marks its channel as `degraded` and leaves the instance ready: images and
 * verification still work, and every other instance has lost the same vendor.
 */
@Injectable()
export class Readiness {
  private lastCheck = { at: -Infinity, isUp: Promise.resolve(true) };
  private wasUp = true;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly shutdown: Shutdown,
    private readonly tenants: TenantRegistry,
    private readonly transports: TenantTransports,
    @Inject(CHALLENGE_STORE) private readonly store: ChallengeStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws {ServiceUnavailableException} with the names of the components that are down */
  check(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.component('server', !this.shutdown.isShuttingDown),
      () => this.component('tenants', this.tenants.all().length > 0),
      async () => this.component('store', await this.isStoreUp()),
      () => this.channel('mail'),
      () => this.channel('sms'),
    ]);
  }

  private component(name: string, isUp: boolean): HealthIndicatorResult {
    const indicator = this.indicators.check(name);
    return isUp ? indicator.up() : indicator.down();
  }

  private channel(name: Channel): HealthIndicatorResult {
    const indicator = this.indicators.check(name);
    return this.transports.isFailing(name) ? indicator.degraded() : indicator.up();
  }

  private isStoreUp(): Promise<boolean> {
    const now = performance.now();
    if (now - this.lastCheck.at >= STORE_CHECK_MS) this.lastCheck = { at: now, isUp: this.checkStore() };
    return this.lastCheck.isUp;
  }

  private async checkStore(): Promise<boolean> {
    const problem = await this.store.check().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const isUp = problem === undefined;
    // Log changes only: probes come every few seconds. Without the stack: the message says what to do.
    if (!isUp && this.wasUp) this.logger.error(`not ready: ${problem}`);
    if (isUp && !this.wasUp) this.logger.info('ready again: the store serves');
    this.wasUp = isUp;
    return isUp;
  }
}
