import { describe, it } from 'vitest';
import { isBuildFresh } from '../build.js';

/**
 * `describe()` for a suite that spawns `file`, a build output. If the build is missing or stale, the suite is skipped with
 * a warning on stderr; with `CI` set it fails, because CI builds first.
 */
export function describeWithBuild(file: string, name: string, body: () => void): void {
  if (isBuildFresh(file)) {
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
