import { FieldRule } from '@system-management/envelope';
import { normalizeCode, visibleText } from '@system-management/human-input';
import { isMadeByProgram, MAX_TYPED_LENGTH } from '../challenge/presentations/altcha-payload.js';

/** Characters of an answer that a program made. Payloads of ALTCHA have some 800, vendors' tokens up to 4,000. */
export const MAX_ANSWER_LENGTH = 6144;

/** Typed: normalized like a code. Made by a program: without what is invisible. */
export function normalizeAnswer(text: string): string {
  return isMadeByProgram(text) ? visibleText(text) : normalizeCode(text);
}

/** `maxLength`: that of a typed code, or of an answer that a program made. */
export function HasAnswerLength(): PropertyDecorator {
  const holds = (value: unknown): boolean =>
    typeof value !== 'string' ||
    value.length <= (isMadeByProgram(value) ? MAX_ANSWER_LENGTH : MAX_TYPED_LENGTH);
  return FieldRule('maxLength', holds, { max: String(MAX_TYPED_LENGTH) });
}
