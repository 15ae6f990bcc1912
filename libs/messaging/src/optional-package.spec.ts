import { describe, expect, it } from 'vitest';

import { Dsn, DsnError } from './dsn/dsn.js';
import { optionalPackage } from './optional-package.js';

describe('optionalPackage()', () => {
  it('throws a DsnError with the install command for a missing package', () => {
    const load = () => optionalPackage('no-such-package', '1.2.3', Dsn.parse('acme://u:hunter2@host'));
    expect(load).toThrow(DsnError);
    expect(load).toThrow('acme://host needs the package no-such-package: npm install no-such-package@1.2.3');
  });

  it('loads an installed package', () => {
    expect(optionalPackage('smpp', '0.5.1', Dsn.parse('smpp://host'))).toHaveProperty('connect');
  });
});
