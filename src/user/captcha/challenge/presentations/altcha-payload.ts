import type { Payload } from 'altcha-lib/types';
import { isCodeID } from '../code/code-id.js';

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

/** The `codeID` in an answer that is a payload: ALTCHA's widget sends it nowhere else. A malformed one counts as absent. */
export function codeIDOf(answer: string): string | undefined {
  const { data } = parsePayload(answer)?.challenge.parameters ?? {};
  return isObject(data) && isCodeID(data['codeID']) ? data['codeID'] : undefined;
}

function isObject<Value>(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
