import { RedisUrlError, StoreMisconfiguredError } from '@system-management/challenge-store';
import { SettingsError } from '../../config/settings-reader.js';
import { TenantFileError } from '../../tenants/file/tenant-file.error.js';
import { TracingError } from '../tracing/open-telemetry.js';

const MISTAKES = [SettingsError, TenantFileError, StoreMisconfiguredError, RedisUrlError, TracingError];

/** Ends a start that cannot succeed: the operator's mistakes in plain words, anything else with its stack. */
export function exitOnStartupError(error: unknown): never {
  const isMistake = MISTAKES.some((mistake) => error instanceof mistake);
  process.stderr.write(
    `${error instanceof Error ? (isMistake ? error.message : error.stack) : String(error)}\n`,
  );
  process.exit(1);
}
