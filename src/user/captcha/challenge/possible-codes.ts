import type { CodePolicy } from '../../../tenants/tenant.js';
import { type CodeFormat, formatOf, matchesFormat, matchesPolicy } from './code/code-format.js';
import {
  DEFAULT_PRESENTATION,
  type PresentationName,
  presentationOf,
  PRESENTATIONS,
} from './presentations/index.js';
import { NO_RECIPIENT, type Recipient } from './recipient.js';
import { isStrongCode } from './code/strong-code.js';

/** The format of a new normal (not strong) code. That of an image depends on its presentation. */
export function standardFormat(
  recipient: Recipient,
  policy: CodePolicy,
  presentation: PresentationName = DEFAULT_PRESENTATION,
): CodeFormat {
  return recipient === NO_RECIPIENT ? presentationOf(presentation).formatOf(policy) : formatOf(policy);
}

/**
 * Whether a normalized code has any format in which a code for this recipient can be issued. Checked against the policy
 * and never against the stored challenge: otherwise the error for a malformed code would reveal that a codeID exists.
 */
export function isPossibleCode(code: string, recipient: Recipient, policy: CodePolicy): boolean {
  if (recipient !== NO_RECIPIENT) return matchesPolicy(code, policy) || isStrongCode(code);
  return PRESENTATIONS.some((presentation) => matchesFormat(code, presentation.formatOf(policy)));
}
