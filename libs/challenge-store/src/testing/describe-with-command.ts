import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';

/**
 * A suite that needs a program which not every machine has. Where it is missing the suite is skipped, loudly; with `CI`
 * set it fails, so that nothing is ever left untested in silence.
 * @param command asked with `--version`; whatever it answers (haproxy knows no such option), it is there
 */
export function describeWithCommand(command: string, name: string, body: () => void): void {
  if (spawnSync(command, ['--version']).error === undefined) {
    describe(name, body);
    return;
  }
  const missing = `${name}: ${command} is not installed, so nothing of this was tested`;
  if (process.env['CI']) {
    it(name, () => {
      throw new Error(missing);
    });
    return;
  }
  process.stderr.write(`\n!! SKIPPED: ${missing}\n`);
  describe.skip(name, body);
}
