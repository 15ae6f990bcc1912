import { normalizeCode } from '@system-management/human-input';
import { parsePayload } from './presentations/altcha-payload.js';

/** Characters of what a person types at most: twice the longest code, because people repeat themselves. */
const MAX_TYPED_LENGTH = 20;
/** The same with spaces, dashes and invisible characters, which {@link normalizeCode} removes. */
const MAX_RAW_LENGTH = 128;

/**
 * Whether a program made this answer, because it is too long to be typed: the solution of a proof of work, or a vendor's
 * token. The shortest are those of the vendors' test keys, with 21 characters or more. Nothing in it may be normalized.
 */
export function isMadeByProgram(answer: string): boolean {
  return answer.length > MAX_RAW_LENGTH || normalizeCode(answer).length > MAX_TYPED_LENGTH;
}

/** Whether an answer can only be a vendor's token: a program made it, and it is no solution of a proof of work. */
export function isToken(answer: string): boolean {
  return isMadeByProgram(answer) && !parsePayload(answer);
}
