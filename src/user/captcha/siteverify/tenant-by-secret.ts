import { equalSecrets } from '../../../config/equal-secrets.js';
import type { Tenant } from '../../../tenants/tenant.js';

/**
 * Finds the tenant with this secret of the siteverify endpoint. The secrets of all tenants are compared, each in constant
 * time, so that the duration reveals neither a part of a secret nor the position of its tenant.
 * @returns `undefined` if no tenant has it; tenants without a secret are never found
 */
export function tenantBySecret(tenants: readonly Tenant[], given: string): Tenant | undefined {
  const found = tenants.filter(({ siteverify: { secret } }) => secret && equalSecrets(given, secret));
  return found[0];
}
