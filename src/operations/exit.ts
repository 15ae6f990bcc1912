import { SettingsError } from '../settings-reader.js';
import { TenantFileError } from '../tenants/tenant-file.error.js';

/** Ends a start that cannot succeed: the operator's mistakes in plain words, anything else with its stack. */
export function exitWith(error: unknown): never {
  const isMistake = error instanceof SettingsError || error instanceof TenantFileError;
  process.stderr.write(
    `${isMistake ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}
