import { Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { type OperationsConfig, operationsConfig } from '../config/operations.config.js';
import { AUDIT, LogAudit } from './logging/audit.js';
import { createLogger, LOGGER } from './logging/logger.js';
import { createMetrics, METRICS } from './metrics/metrics.js';
import { OpenTelemetryTracer } from './tracing/open-telemetry.js';
import { NOOP_TRACER, TRACER } from './tracing/tracer.js';

/** Logger, metrics, audit log and tracer. Global: every module uses them. */
@Global()
@Module({
  providers: [
    {
      provide: LOGGER,
      inject: [operationsConfig.KEY],
      useFactory: ({ logLevel }: OperationsConfig) => createLogger(logLevel),
    },
    { provide: METRICS, useFactory: createMetrics },
    // To send audit events elsewhere, provide another AuditSink here.
    { provide: AUDIT, inject: [LOGGER], useFactory: (logger: Logger) => new LogAudit(logger) },
    {
      provide: TRACER,
      inject: [operationsConfig.KEY],
      useFactory: ({ otlpEndpoint }: OperationsConfig) =>
        otlpEndpoint ? OpenTelemetryTracer.open(otlpEndpoint) : NOOP_TRACER,
    },
  ],
  exports: [LOGGER, METRICS, AUDIT, TRACER],
})
export class TelemetryModule {}
