import { Controller, Get, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { HealthCheckResult } from '@nestjs/terminus';
import { WithoutEnvelope } from '@system-management/envelope';
import { HealthFilter } from './health.filter.js';
import { Readiness } from './readiness.js';

/** What orchestrators and balancers ask, in Terminus' shape, which their tools know: `{status, info, error, details}`. */
@ApiExcludeController()
@Controller('health')
@UseFilters(HealthFilter)
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** Whether the process answers at all. It knows of nothing outside: restarting it would mend nothing there. */
  @Get('live')
  @WithoutEnvelope()
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }

  /** Whether this instance should be sent requests. */
  @Get('ready')
  @WithoutEnvelope()
  ready(): Promise<HealthCheckResult> {
    return this.readiness.check();
  }
}
