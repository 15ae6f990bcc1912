import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';

/**
 * A `describe` for tests that run a program. If the program is missing the suite is skipped with a message on stderr,
 * and fails if `CI` is set.
 * @param command is called with `--version`; any exit status counts as installed (haproxy has no such option)
 */
export function describeWithCommand(command: string, name: string, body: () => void): void {
  if (spawnSync(command, ['--version']).error === undefined) {
    describe(name, body);
    return;
  }
  const missing = `${name}: ${command} is not installed, so these tests did not run`;
  if (process.env['CI']) {
    it(name, () => {
      throw new Error(missing);
    });
    return;
  }
  process.stderr.write(`\n!! SKIPPED: ${missing}\n`);
  describe.skip(name, body);
}
