import { Controller, Get, Header, Inject, UseFilters, UseGuards } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { SkipEnvelope } from '@system-management/envelope';
import { SkipTenant } from '@system-management/request-context';
import { Registry } from 'prom-client';
import { METRICS } from './metrics.js';
import { MetricsGuard } from './metrics.guard.js';
import { Probe } from '../logging/probe.js';

/** Metrics in Prometheus' text format. {@link MetricsGuard} restricts access. */
@ApiExcludeController()
@Controller('metrics')
@SkipEnvelope()
@SkipTenant()
@UseGuards(MetricsGuard)
@UseFilters(BaseExceptionFilter)
export class MetricsController {
  constructor(@Inject(METRICS) private readonly registry: Registry) {}

  @Get()
  @Probe()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}
