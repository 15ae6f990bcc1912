import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import { LOGGER } from '../../../operations/logging/logger.js';
import { METRICS } from '../../../operations/metrics/metrics.js';
import { TenantRegistry } from '../../../tenants/tenant.registry.js';
import { guessProbability, imageGuessProbability } from '../challenge/guess-probability.js';

/** Logs the guess probabilities at start and exports that of accounts as a metric. */
@Injectable()
export class GuessReport implements OnApplicationBootstrap {
  constructor(
    @Inject(TenantRegistry) private readonly tenants: TenantRegistry,
    @Inject(METRICS) private readonly metrics: Registry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const probabilities = (): { tenant: string; probability: number }[] =>
      this.tenants.all().map(({ code, policy }) => ({ tenant: code, probability: guessProbability(policy) }));
    new Gauge({
      name: 'captcha_guess_probability',
      help: "Chance that an account's code is guessed within a day, from the configured numbers",
      labelNames: ['tenant'],
      registers: [this.metrics],
      collect() {
        // A reload of the tenants file may remove tenants.
        this.reset();
        for (const { tenant, probability } of probabilities()) this.set({ tenant }, probability);
      },
    });
    const max = Math.max(...probabilities().map(({ probability }) => probability));
    const maxOfImages = Math.max(...this.tenants.all().map(({ policy }) => imageGuessProbability(policy)));
    this.logger.info(
      `probability of guessing an account's code within a day: at most ${max.toExponential(1)}, ` +
        `an image: at most ${maxOfImages.toExponential(1)}`,
    );
  }
}
