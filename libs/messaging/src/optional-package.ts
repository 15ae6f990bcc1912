import { createRequire } from 'node:module';

import { DsnError, type Dsn } from './dsn/dsn.js';

const load = createRequire(import.meta.url);

/**
 * Loads an optional peer dependency when a DSN uses the vendor that needs it.
 * @throws {DsnError} with the install command when the package is missing
 */
export function optionalPackage(name: string, version: string, dsn: Dsn): unknown {
  try {
    return load(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new DsnError(`${dsn.toString()} needs the package ${name}: npm install ${name}@${version}`);
  }
}
