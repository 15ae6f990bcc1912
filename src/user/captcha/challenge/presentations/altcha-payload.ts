import { normalizeCode } from '@system-management/human-input';
import type { Payload } from 'altcha-lib/types';
import { isCodeID } from '../code/code-id.js';

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

/**
 * Parses the payload of ALTCHA's widget: base64 of `{"challenge":{…},"solution":{…}}` in JSON.
 * @returns `undefined` when it is none. What it claims is not checked
 */
export function parsePayload(answer: string): Payload | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(answer)) return undefined;
  try {
    const { challenge, solution } = JSON.parse(Buffer.from(answer, 'base64').toString()) as Partial<Payload>;
    const isPayload = isObject(challenge) && isObject(challenge.parameters) && isObject(solution);
    return isPayload ? { challenge, solution } : undefined;
  } catch {
    return undefined;
  }
}

/** The `codeID` that an answer names, if it is a payload: its form sends no other. A malformed one counts as absent. */
export function codeIDOf(answer: string): string | undefined {
  const { data } = parsePayload(answer)?.challenge.parameters ?? {};
  return isObject(data) && isCodeID(data['codeID']) ? data['codeID'] : undefined;
}

function isObject<Value>(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
