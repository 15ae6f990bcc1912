import type { CodePolicy } from '../../../tenants/tenant.js';
import { matchesFormat, matchesPolicy } from './code/code-format.js';
import { PRESENTATIONS } from './presentations/index.js';
import { NO_RECIPIENT, type Recipient } from './recipient.js';
import { isStrongCode } from './code/strong-code.js';

/**
 * Whether a normalized code has any format in which a code for this recipient can be issued. Checked against the policy
 * and never against the stored challenge: otherwise the error for a malformed code would reveal that a codeID exists.
 */
export function isPossibleCode(code: string, recipient: Recipient, policy: CodePolicy): boolean {
  if (recipient !== NO_RECIPIENT) return matchesPolicy(code, policy) || isStrongCode(code);
  return PRESENTATIONS.some((presentation) => matchesFormat(code, presentation.formatOf(policy)));
}
