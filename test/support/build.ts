import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Whether `file` exists and is newer than every source file of the application and its libs. */
export function isBuildFresh(file: string): boolean {
  const built = statSync(file, { throwIfNoEntry: false });
  const sources = ['src', 'libs']
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    // Build output, dependencies and test kits do not go into the service.
    .filter((path) => !/(^|\/)(dist|node_modules|testing)\//.test(path))
    .map((path) => statSync(path).mtimeMs);
  return built !== undefined && built.mtimeMs >= Math.max(...sources);
}
