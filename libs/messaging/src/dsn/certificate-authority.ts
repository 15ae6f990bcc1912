import { readFileSync } from 'node:fs';

import { DsnError, type Dsn } from './dsn.js';

/**
 * Reads the PEM file named by the DSN option `ca`. Its certificates replace the default trust store.
 * No option disables certificate verification.
 * @returns TLS options; empty without the DSN option
 * @throws {DsnError} when the file cannot be read
 */
export function certificateAuthority(dsn: Dsn): { ca?: Buffer } {
  const path = dsn.option('ca');
  if (path === undefined) return {};
  try {
    return { ca: readFileSync(path) };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new DsnError(
      `${dsn.toString()}: the file named by the option "ca" cannot be read (${code}): write the path of a PEM file`,
    );
  }
}
