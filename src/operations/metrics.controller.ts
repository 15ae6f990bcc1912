import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Controller, Get, Header, Headers, Inject, Req, UseFilters } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { AppError, CommonErrors, SkipEnvelope } from '@system-management/envelope';
import { SkipTenant } from '@system-management/request-context';
import type { FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { SETTINGS, type Settings } from '../app.config.js';
import { METRICS } from './metrics.js';
import { Probe } from './probe.js';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Prometheus' text format. With `METRICS_TOKEN` it asks for that token; production without one serves loopback only. */
@ApiExcludeController()
@Controller('metrics')
@SkipEnvelope()
@SkipTenant()
@UseFilters(BaseExceptionFilter)
export class MetricsController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(METRICS) private readonly registry: Registry,
  ) {}

  @Get()
  @Probe()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  metrics(
    @Headers('authorization') authorization: string | undefined,
    @Req() { raw }: FastifyRequest,
  ): Promise<string> {
    const { metricsToken, production } = this.settings;
    if (metricsToken) {
      if (!isSame(authorization ?? '', `Bearer ${metricsToken}`)) throw new AppError(CommonErrors.NotLogin);
      // The socket itself, and nobody's proxy: behind one, every visitor would come from loopback.
    } else if (production && (!LOOPBACK.test(raw.socket.remoteAddress ?? '') || isForwarded(raw.headers))) {
      throw new AppError(CommonErrors.NotFound);
    }
    return this.registry.metrics();
  }
}

function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
}

/** Compares in a time that tells nothing of where the two differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
