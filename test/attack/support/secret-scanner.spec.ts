import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretScanner } from './secret-scanner.js';

describe('SecretScanner', () => {
  const code = 'ACDEFHKMNP';
  const scanner = new SecretScanner();
  scanner.add('a code', code);
  const sha256 = createHash('sha256').update(code);

  it.each([
    ['plain', `{"msg":"${code}"}`],
    ['in lower case', `/x/${code.toLowerCase()}/y`],
    ['reversed', 'PNMKHFEDCA'],
    ['in hex', Buffer.from(code).toString('hex')],
    ['in HEX', Buffer.from(code).toString('hex').toUpperCase()],
    ['hashed', sha256.copy().digest('hex')],
    ['hashed, in base64', sha256.copy().digest('base64')],
    ['hashed, in base64url', sha256.copy().digest('base64url')],
    ['hashed, in bytes', sha256.copy().digest().toString('latin1')],
    ...[0, 1, 2, 3, 4, 5].map((n) => [
      `in base64 after ${n} other characters`,
      Buffer.from(`${'x'.repeat(n)}${code}"}`).toString('base64url'),
    ]),
  ])('finds a code %s', (_, text) => {
    expect([...scanner.findIn('a test', `before ${text} after`)]).toHaveLength(1);
  });

  it('finds nothing in another code', () => {
    expect([...scanner.findIn('a test', 'ACDEFHKMNQ acdefhkmn')]).toEqual([]);
  });
});
