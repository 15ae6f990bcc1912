import { Controller, Get, UseFilters } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import type { HealthCheckResult } from '@nestjs/terminus';
import { SkipEnvelope } from '@system-management/envelope';
import { SkipTenant } from '@system-management/request-context';
import { Probe } from '../logging/probe.js';
import { Readiness } from './readiness.js';

/** What orchestrators and balancers ask, in Terminus' shape, which their tools know: `{status, info, error, details}`. */
@ApiExcludeController()
@Controller('health')
@SkipEnvelope()
@SkipTenant()
@UseFilters(BaseExceptionFilter)
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Whether the process answers at all. It knows of nothing outside: restarting it would mend nothing there. */
  @Get('live')
  @Probe()
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  /** Whether this instance should be sent requests. */
  @Get('ready')
  @Probe()
  ready(): Promise<HealthCheckResult> {
    return this.readiness.check();
  }
}
