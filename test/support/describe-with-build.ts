import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';

/**
 * A suite that runs a file of `dist` as a process of its own. Without a build of the present sources it is skipped,
 * loudly; with `CI` set, where a build comes first, it fails.
 */
export function describeWithBuild(file: string, name: string, body: () => void): void {
  if (isFresh(file)) {
    describe(name, body);
  } else if (process.env['CI']) {
    it(name, () => {
      throw new Error(`${file} is missing or older than src: npm run build`);
    });
  } else {
    process.stderr.write(`\n!! SKIPPED: ${name}: ${file} is missing or older than src (npm run build)\n`);
    describe.skip(name, body);
  }
}

function isFresh(file: string): boolean {
  const built = statSync(file, { throwIfNoEntry: false });
  const sources = readdirSync('src', { recursive: true, withFileTypes: true })
    // What browsers load is bundled anew before the first test, and is no source.
    .filter(({ parentPath }) => !parentPath.includes('dist'))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return built !== undefined && built.mtimeMs >= Math.max(...sources);
}
