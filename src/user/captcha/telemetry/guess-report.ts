import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import { LOGGER } from '../../../operations/logging/logger.js';
import { METRICS } from '../../../operations/metrics/metrics.js';
import { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { guessProbability } from '../challenge/guess-probability.js';

/** Says at start, and to whoever asks for metrics, how likely an account's code is to be guessed within a day. */
@Injectable()
export class GuessReport implements OnApplicationBootstrap {
  constructor(
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(METRICS) private readonly metrics: Registry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const chances = (): { tenant: string; probability: number }[] =>
      this.tenants.all().map(({ code, policy }) => ({ tenant: code, probability: guessProbability(policy) }));
    new Gauge({
      name: 'captcha_guess_probability',
      help: "Chance that an account's code is guessed within a day, from the configured numbers",
      labelNames: ['tenant'],
      registers: [this.metrics],
      collect() {
        // Tenants come and go with their file.
        this.reset();
        for (const { tenant, probability } of chances()) this.set({ tenant }, probability);
      },
    });
    const worst = Math.max(...chances().map(({ probability }) => probability));
    this.logger.info(`chance of guessing an account's code within a day: ${worst.toExponential(1)} at most`);
  }
}
