import { Controller, Get, UseFilters } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import type { HealthCheckResult } from '@nestjs/terminus';
import { SkipEnvelope } from '@system-management/envelope';
import { SkipTenant } from '@system-management/request-context';
import { Probe } from '../logging/probe.js';
import { Readiness } from './readiness.js';

/**
 * Health checks for orchestrators and load balancers, in the format of Terminus: `{status, info, error, details}`.
 */
@ApiExcludeController()
@Controller('health')
@SkipEnvelope()
@SkipTenant()
@UseFilters(BaseExceptionFilter)
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Liveness. It checks no dependency, because restarting this process would not repair one. */
  @Get('live')
  @Probe()
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  /** Readiness: whether a load balancer should send requests to this instance. */
  @Get('ready')
  @Probe()
  ready(): Promise<HealthCheckResult> {
    return this.readiness.check();
  }
}
