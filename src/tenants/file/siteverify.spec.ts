import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { captchaTenantChecks } from '../../user/captcha/captcha.tenant-checks.js';
import { tenantRules } from '../tenant-rules.js';
import { TenantFileError } from './tenant-file.error.js';
import { TenantFile } from './tenant-file.js';

const fileFor = (production: boolean) =>
  new TenantFile('some.yaml', tenantRules({ production, mailDsn: '', smsDsn: '' }, captchaTenantChecks));
/** The problems of a file whose tenants have these secrets; without one for `undefined`. */
function problems(secrets: readonly (string | undefined)[], production = true): readonly string[] {
  const tenants = secrets.map((secret, i) => ({
    code: i === 0 ? 'default' : `tenant${i}`,
    // A disabled tenant is checked too: it may be enabled later.
    enabled: i < 2,
    ...(secret !== undefined && { siteverify: { secret } }),
  }));
  try {
    fileFor(production).parse(JSON.stringify({ tenants }));
    return [];
  } catch (error) {
    if (!(error instanceof TenantFileError)) throw error;
    return error.problems;
  }
}
const random = () => randomBytes(32).toString('base64');
const long = (length: number) => randomBytes(length).toString('base64').slice(0, length);

describe('TenantFile: siteverify.secret', () => {
  it('may be absent, empty, or a random text of the tenant', () => {
    expect(problems([undefined, '', '', random(), random()])).toEqual([]);
  });

  it('is refused in production when it is short, not random or published, also of a disabled tenant', () => {
    expect(problems([random(), 'hunter2', 'a'.repeat(40)])).toEqual([
      'tenants[1].siteverify.secret: has 7 bytes, at least 32 are needed',
      'tenants[2].siteverify.secret: is not random: draw a new one',
    ]);
    expect(problems(['a-secret-of-this-test-only-0123456789'])).toEqual([
      'tenants[0].siteverify.secret: is published in the repository of this service: draw a new one',
    ]);
    expect(problems(['hunter2', 'a'.repeat(40)], false)).toEqual([]);
  });

  it('is refused with more than 256 characters', () => {
    expect(problems([long(256)])).toEqual([]);
    expect(problems([long(257)])).toEqual([
      'tenants[0].siteverify.secret: must NOT have more than 256 characters',
    ]);
  });

  it('is refused when two tenants have the same, also a disabled one and in development, and is not printed', () => {
    const secret = random();
    for (const production of [true, false]) {
      const found = problems([random(), secret, secret], production);
      expect(found).toEqual(['tenants: items 1 and 2 have the same siteverify.secret']);
      expect(found.join()).not.toContain(secret);
    }
  });
});
