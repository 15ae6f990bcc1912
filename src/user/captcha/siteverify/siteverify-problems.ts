import { secretProblem } from '../../../config/secret-strength.js';
import type { Tenant } from '../../../tenants/tenant.js';

/**
 * Checks the secret of the siteverify endpoint, whose text is the key.
 * @param isProduction whether a weak secret is refused
 * @returns the problem for the report on the tenants file, without the secret
 */
export function siteverifyProblems(
  { siteverify }: Pick<Tenant, 'siteverify'>,
  isProduction: boolean,
): string[] {
  const { secret } = siteverify;
  const problem = isProduction && secret ? secretProblem(Buffer.from(secret)) : undefined;
  return problem === undefined ? [] : [`siteverify.secret: ${problem}`];
}
