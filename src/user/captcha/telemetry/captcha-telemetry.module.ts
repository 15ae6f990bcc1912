import { Module } from '@nestjs/common';
import { KeysModule } from '../keys/keys.module.js';
import { CaptchaTelemetry } from './captcha.telemetry.js';
import { GuessReport } from './guess-report.js';

/** Metrics, audit, log and traces of captcha operations. */
@Module({
  imports: [KeysModule],
  providers: [CaptchaTelemetry, GuessReport],
  exports: [CaptchaTelemetry],
})
export class CaptchaTelemetryModule {}
