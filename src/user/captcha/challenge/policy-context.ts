import { Deadline } from '@system-management/challenge-store';
import { AppError, CommonErrors, ParameterError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import type { PurposePolicy, Tenant } from '../../../tenants/tenant.js';
import type { TenantRegistry } from '../../../tenants/tenant.registry.js';

/** Whose numbers count for a request, and which. */
export interface PolicyContext {
  readonly tenant: Tenant;
  readonly purpose: PurposePolicy;
  /** What the request may still wait for the store. */
  readonly deadline: Deadline;
}

/**
 * The numbers for one request: by tenant and purpose.
 * @param deadline the outer request's, when this one is part of it
 * @throws {ParameterError} when the tenant has no such purpose
 * @throws {AppError} NotLogin when the purpose is for signed-in users only
 */
export function resolvePolicy(
  tenants: TenantRegistry,
  { tenant: code, tenantHeader, user }: RequestContext,
  use: string,
  deadline = new Deadline(),
): PolicyContext {
  const tenant = tenants.find(code);
  if (!tenant) throw new ParameterError([{ field: tenantHeader, rule: 'isTenant' }]);
  const purpose = tenant.policy.purposes[use];
  if (!purpose) throw new ParameterError([{ field: 'use', rule: 'isPurpose' }]);
  if (purpose.requiresLogin && !user) throw new AppError(CommonErrors.NotLogin);
  return { tenant, purpose, deadline };
}
