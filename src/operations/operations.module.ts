import { Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../app.config.js';
import { createLogger, LOGGER } from './logger.js';

/** What those need who run the service. */
@Global()
@Module({
  providers: [
    { provide: LOGGER, inject: [SETTINGS], useFactory: ({ logLevel }: Settings) => createLogger(logLevel) },
  ],
  exports: [LOGGER],
})
export class OperationsModule {}
