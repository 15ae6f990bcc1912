import { RedisUrlError, StoreMisconfiguredError } from '@system-management/challenge-store';
import { SettingsError } from '../../config/reader/settings-reader.js';
import { TenantFileError } from '../../tenants/file/tenant-file.error.js';
import { TracingError } from '../tracing/open-telemetry.js';
import { ListenError } from './listen.js';

/** Errors that an operator can correct. */
const OPERATOR_ERRORS = [
  SettingsError,
  TenantFileError,
  StoreMisconfiguredError,
  RedisUrlError,
  TracingError,
  ListenError,
];

/** Reports a failed start and exits with 1: the message alone for an operator's mistake, otherwise the stack. */
export function exitOnStartupError(error: unknown): never {
  const isOperatorError = OPERATOR_ERRORS.some((type) => error instanceof type);
  process.stderr.write(
    `${error instanceof Error ? (isOperatorError ? error.message : error.stack) : String(error)}\n`,
  );
  process.exit(1);
}
