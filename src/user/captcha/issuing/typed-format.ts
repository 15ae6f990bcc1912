import type { IssueResult } from '../captcha.types.js';
import type { CodeFormat } from '../challenge/code/code-format.js';

/** The format of the code that a person will type, for the keyboard of a form. */
export function typedFormat({
  length,
  alphabet,
}: CodeFormat): Pick<IssueResult, 'codeLength' | 'codeAlphabet'> {
  return { codeLength: length, codeAlphabet: /^\d+$/.test(alphabet) ? 'digits' : 'letters' };
}
