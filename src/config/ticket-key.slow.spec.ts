import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describeWithBuild } from '../../test/support/vitest/describe-with-build.js';

const BUILT = 'dist/config/ticket-key.js';
/** Exports the public part of many generated keys. The garbage collector runs often, because its space is small. */
const EXPORTS = `
  import { createPublicKey } from 'node:crypto';
  import { parseTicketKey } from './${BUILT}';
  for (let n = 0; n < 2000; n++) createPublicKey(parseTicketKey(undefined)).export({ format: 'jwk' });
`;

describeWithBuild(BUILT, 'src/config/ticket-key.ts: a generated key', () => {
  it('is exported as a JWK also while the garbage collector runs', () => {
    const args = ['--max-semi-space-size=1', '--input-type=module', '--eval', EXPORTS];
    const { status, signal, stderr } = spawnSync(process.execPath, args, {
      timeout: 60_000,
      killSignal: 'SIGKILL',
      encoding: 'utf8',
    });
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
  });
});
