import { Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { SETTINGS, type Settings } from '../config/settings.js';
import { AUDIT, LogAudit } from './logging/audit.js';
import { createLogger, LOGGER } from './logging/logger.js';
import { createMetrics, METRICS } from './metrics/metrics.js';
import { OpenTelemetryTracer } from './tracing/open-telemetry.js';
import { NOOP_TRACER, TRACER } from './tracing/tracer.js';

/** Where the application's parts write what they do: log, metrics, audit and traces. It serves nothing. */
@Global()
@Module({
  providers: [
    { provide: LOGGER, inject: [SETTINGS], useFactory: ({ logLevel }: Settings) => createLogger(logLevel) },
    { provide: METRICS, useFactory: createMetrics },
    // Another place for audit events is another class here.
    { provide: AUDIT, inject: [LOGGER], useFactory: (logger: Logger) => new LogAudit(logger) },
    {
      provide: TRACER,
      inject: [SETTINGS],
      useFactory: ({ otlpEndpoint }: Settings) =>
        otlpEndpoint ? OpenTelemetryTracer.open(otlpEndpoint) : NOOP_TRACER,
    },
  ],
  exports: [LOGGER, METRICS, AUDIT, TRACER],
})
export class TelemetryModule {}
