import type { Payload } from 'altcha-lib/types';

/** Characters of a typed code at most; an answer that a program made has at least twice as many. */
export const MAX_TYPED_LENGTH = 64;

/** Whether a program made this answer: nothing in it may be normalized. */
export function isMadeByProgram(answer: string): boolean {
  return answer.length > 2 * MAX_TYPED_LENGTH;
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

/** The `codeID` that an answer names, if it is a payload: its form sends no other. */
export function codeIDOf(answer: string): string | undefined {
  const { data } = parsePayload(answer)?.challenge.parameters ?? {};
  return isObject(data) && typeof data['codeID'] === 'string' ? data['codeID'] : undefined;
}

function isObject<Value>(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
