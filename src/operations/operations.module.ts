import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { SETTINGS, type Settings } from '../app.config.js';
import { AUDIT, LogAudit } from './audit.js';
import { HealthController } from './health.controller.js';
import { createLogger, LOGGER } from './logger.js';
import { MetricsController } from './metrics.controller.js';
import { createMetrics, METRICS } from './metrics.js';
import { OpenTelemetryTracer } from './open-telemetry.js';
import { OverloadGate } from './overload-gate.js';
import { Readiness } from './readiness.js';
import { Shutdown } from './shutdown.js';
import { NO_TRACES, TRACER } from './tracer.js';

/** What those need who run the service. */
@Global()
@Module({
  // What is down is logged by those who know why.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, MetricsController],
  providers: [
    Readiness,
    Shutdown,
    { provide: LOGGER, inject: [SETTINGS], useFactory: ({ logLevel }: Settings) => createLogger(logLevel) },
    { provide: METRICS, useFactory: createMetrics },
    {
      provide: OverloadGate,
      inject: [LOGGER, METRICS],
      useFactory: (logger: Logger, metrics: Registry) => new OverloadGate({ logger, metrics }),
    },
    // Another place for audit events is another class here.
    { provide: AUDIT, inject: [LOGGER], useFactory: (logger: Logger) => new LogAudit(logger) },
    {
      provide: TRACER,
      inject: [SETTINGS],
      useFactory: ({ otlpEndpoint }: Settings) =>
        otlpEndpoint ? OpenTelemetryTracer.open(otlpEndpoint) : NO_TRACES,
    },
  ],
  exports: [LOGGER, METRICS, AUDIT, TRACER, Shutdown],
})
export class OperationsModule {}
