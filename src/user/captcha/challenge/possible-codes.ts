import type { CodePolicy } from '../../../tenants/tenant.js';
import { type CodeFormat, matchesFormat, matchesPolicy, formatOf } from './normalize-code.js';
import {
  DEFAULT_PRESENTATION,
  type PresentationName,
  presentationOf,
  PRESENTATIONS,
} from './presentations/index.js';
import { NO_RECIPIENT, type Recipient } from './recipient.js';
import { isStrongCode } from './strong-code.js';

/** The form of a new code that is not a strong one: an image's depends on how it is presented. */
export function standardFormat(
  recipient: Recipient,
  policy: CodePolicy,
  presentation: PresentationName = DEFAULT_PRESENTATION,
): CodeFormat {
  return recipient === NO_RECIPIENT ? presentationOf(presentation).formatOf(policy) : formatOf(policy);
}

/**
 * Whether a canonical code has a form in which one for this recipient can be issued, whichever it was. Judged by the
 * policy alone: judged by the record, a malformed code would tell a live id from an unknown one.
 */
export function isPossibleCode(code: string, recipient: Recipient, policy: CodePolicy): boolean {
  if (recipient !== NO_RECIPIENT) return matchesPolicy(code, policy) || isStrongCode(code);
  return PRESENTATIONS.some((presentation) => matchesFormat(code, presentation.formatOf(policy)));
}
