import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Headers, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AppError, CommonErrors, WithoutEnvelope } from '@system-management/envelope';
import { Ctx, type RequestContext } from '@system-management/request-context';
import { Registry } from 'prom-client';
import { SETTINGS, type Settings } from '../app.config.js';
import { METRICS } from './metrics.js';

const LOOPBACK = /^(127\.|::1$)/;

/** Prometheus' text format. With `METRICS_TOKEN` it asks for that token; production without one serves loopback only. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(METRICS) private readonly registry: Registry,
  ) {}

  @Get()
  @WithoutEnvelope()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  metrics(
    @Headers('authorization') authorization: string | undefined,
    @Ctx() { ip }: RequestContext,
  ): Promise<string> {
    const { metricsToken, production } = this.settings;
    if (metricsToken) {
      if (!isSame(authorization ?? '', `Bearer ${metricsToken}`)) throw new AppError(CommonErrors.NotLogin);
    } else if (production && !LOOPBACK.test(ip)) {
      throw new AppError(CommonErrors.NotFound);
    }
    return this.registry.metrics();
  }
}

/** Compares in a time that tells nothing of where the two differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
