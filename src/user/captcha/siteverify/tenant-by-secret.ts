import { timingSafeEqual } from 'node:crypto';
import { secretDigest } from '../../../config/equal-secrets.js';
import type { Tenant } from '../../../tenants/tenant.js';

/** Kept, because each request compares the secrets of all tenants. Tenants are replaced when the tenants file changes. */
const digests = new WeakMap<Tenant, Buffer>();

/**
 * Finds the tenant with this secret of the siteverify endpoint. The secrets of all tenants are compared, each in constant
 * time, so that the duration reveals neither a part of a secret nor the position of its tenant.
 * @returns `undefined` if no tenant has it; tenants without a secret are never found
 */
export function tenantBySecret(tenants: readonly Tenant[], secret: string): Tenant | undefined {
  const given = secretDigest(secret);
  const found = tenants.filter((tenant) => {
    if (!tenant.siteverify.secret) return false;
    const own = digests.get(tenant) ?? secretDigest(tenant.siteverify.secret);
    digests.set(tenant, own);
    return timingSafeEqual(own, given);
  });
  return found[0];
}
