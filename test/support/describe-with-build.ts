import { describe, it } from 'vitest';
import { isBuildFresh } from './build.js';

/**
 * A suite that runs a file of `dist` as a process of its own. Without a build of the present sources it is skipped,
 * loudly; with `CI` set, where a build comes first, it fails.
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
