import type { ConfigType } from '@nestjs/config';
import type { ErrorStatus } from '@system-management/envelope';
import { defineConfig } from './reader/define-config.js';

/** `code` and HTTP status of responses. */
export const envelopeConfig = defineConfig('envelope', (read) => ({
  successCode: read.integer('SUCCESS_CODE', 0, { min: 0, max: 999_999 }),
  errorStatus: read.oneOf<ErrorStatus>('ERROR_STATUS', ['semantic', '400', '200'], 'semantic'),
}));
export type EnvelopeConfig = ConfigType<typeof envelopeConfig>;
