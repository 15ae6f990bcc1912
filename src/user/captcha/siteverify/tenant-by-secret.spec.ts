import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { tenantBySecret } from './tenant-by-secret.js';

describe('tenantBySecret()', () => {
  const [none, shop, other] = ['', 'secret of the shop', 'secret of another'].map((secret) =>
    tenantWith({ code: secret || 'none', siteverify: { secret } }),
  );
  const tenants = [none!, shop!, other!];

  it('finds the tenant with exactly this secret', () => {
    expect(tenantBySecret(tenants, 'secret of the shop')).toBe(shop);
    expect(tenantBySecret(tenants, 'secret of another')).toBe(other);
    for (const secret of ['secret of the', 'secret of the shop ', 'Secret of the shop', 'none'])
      expect(tenantBySecret(tenants, secret)).toBeUndefined();
    // Their digests begin with every byte.
    for (let i = 0; i < 2000; i++) expect(tenantBySecret(tenants, `secret ${i}`)).toBeUndefined();
  });

  it('never finds a tenant without a secret', () => {
    expect(tenantBySecret(tenants, '')).toBeUndefined();
  });

  it('finds a reloaded tenant by its new secret only', () => {
    expect(tenantBySecret([shop!], 'secret of the shop')).toBe(shop);
    const reloaded = { ...shop!, siteverify: { secret: 'another secret' } };
    expect(tenantBySecret([reloaded], 'another secret')).toBe(reloaded);
    expect(tenantBySecret([reloaded], 'secret of the shop')).toBeUndefined();
  });
});
