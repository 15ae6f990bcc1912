import type { ConfigType } from '@nestjs/config';
import { readSecret } from './read-secret.js';
import { defineConfig } from './reader/define-config.js';

/** Log, metrics and traces. */
export const operationsConfig = defineConfig(
  'operations',
  (read) => ({
    logLevel: read.oneOf('LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info'),
    /** Bearer token of `/metrics`. Empty: none is required. */
    metricsToken: readSecret(read, 'METRICS_TOKEN'),
    /** Base URL of an OpenTelemetry collector. Empty: no traces. */
    otlpEndpoint: read.parsed(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      (text = '') => (text && checkHttpUrl(text), text),
    ),
  }),
  ['metricsToken', 'otlpEndpoint'],
);
export type OperationsConfig = ConfigType<typeof operationsConfig>;

/** The error does not contain the URL, which may contain a password. */
function checkHttpUrl(text: string): void {
  const { protocol } = URL.canParse(text) ? new URL(text) : { protocol: '' };
  if (!/^https?:$/.test(protocol)) throw new Error('must be a URL like http://localhost:4318');
}
