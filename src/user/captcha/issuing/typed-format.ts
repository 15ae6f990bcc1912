import type { IssueResult } from '../captcha.types.js';
import type { CodeFormat } from '../challenge/code/code-format.js';

/**
 * The format of the code that a person will type, for the keyboard of a form.
 * @param format `undefined` when nothing is typed: a length of 0
 */
export function typedFormat(
  { length, alphabet }: CodeFormat = { length: 0, alphabet: '' },
): Pick<IssueResult, 'codeLength' | 'codeAlphabet'> {
  return { codeLength: length, codeAlphabet: /^\d+$/.test(alphabet) ? 'digits' : 'letters' };
}
