import { readFileSync } from 'node:fs';

import { DsnError, type Dsn } from './dsn.js';

/**
 * The certificates in the PEM file that the DSN option `ca` names, to be trusted instead of the usual ones.
 * The way to reach a server with a private certificate: no option switches the check off.
 * @returns TLS options; empty without the DSN option
 * @throws {DsnError} when the file cannot be read
 */
export function certificateAuthority(dsn: Dsn): { ca?: Buffer } {
  const path = dsn.option('ca');
  if (path === undefined) return {};
  try {
    return { ca: readFileSync(path) };
  } catch {
    throw new DsnError(`${dsn.toString()}: the file named by the option "ca" cannot be read`);
  }
}
