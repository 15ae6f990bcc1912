import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../app.config.js';
import { createLogger, LOGGER } from './logger.js';
import { MetricsController } from './metrics.controller.js';
import { createMetrics, METRICS } from './metrics.js';

/** What those need who run the service. */
@Global()
@Module({
  controllers: [MetricsController],
  providers: [
    { provide: LOGGER, inject: [SETTINGS], useFactory: ({ logLevel }: Settings) => createLogger(logLevel) },
    { provide: METRICS, useFactory: createMetrics },
  ],
  exports: [LOGGER, METRICS],
})
export class OperationsModule {}
