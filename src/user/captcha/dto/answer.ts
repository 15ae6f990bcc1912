import { normalizeCode, visibleText } from '@system-management/human-input';
import { isMadeByProgram } from '../challenge/program-answer.js';

/** Characters of an answer at most. Payloads of ALTCHA have some 800, vendors' tokens up to 4,000. */
export const MAX_ANSWER_LENGTH = 6144;

/** Typed: normalized like a code. Made by a program: without what is invisible. */
export function normalizeAnswer(text: string): string {
  return isMadeByProgram(text) ? visibleText(text) : normalizeCode(text);
}
