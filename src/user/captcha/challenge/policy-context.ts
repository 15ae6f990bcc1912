import { Deadline } from '@system-management/challenge-store';
import { AppError, CommonErrors, ParameterError } from '@system-management/envelope';
import type { RequestContext } from '@system-management/request-context';
import type { PurposePolicy, Tenant } from '../../../tenants/tenant.js';
import type { TenantRegistry } from '../../../tenants/tenant.registry.js';

/** The tenant, the purpose's policy and the store deadline of one request. */
export interface PolicyContext {
  readonly tenant: Tenant;
  readonly purpose: PurposePolicy;
  readonly deadline: Deadline;
}

/**
 * Finds the policy of a request by tenant and purpose.
 * @param deadline the outer request's, for a step of it. @default a new one
 * @throws {ParameterError} when the tenant is unknown or has no such purpose
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
