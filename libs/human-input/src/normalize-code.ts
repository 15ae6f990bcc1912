import { DASHES, foldWidth, INVISIBLE } from './characters.js';

const WHITE_SPACE = /\p{White_Space}/gu;
const DIGITS = /\p{Decimal_Number}/gu;
const IS_DIGIT = /^\p{Decimal_Number}$/u;

/**
 * Converts a typed or pasted code to the form in which codes are compared: removes white space, dashes and invisible
 * characters, maps the decimal digits of every script and full-width characters to ASCII, and upper-cases ASCII letters.
 * Other letters stay as they are, so that no look-alike (`ı`, `ſ`) becomes an ASCII letter.
 */
export function normalizeCode(typed: string): string {
  const compact = typed.replace(INVISIBLE, '').replace(WHITE_SPACE, '').replace(DASHES, '');
  return foldWidth(compact.replace(DIGITS, toAsciiDigit)).replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Unicode encodes the decimal digits of a script as ten consecutive code points, in ascending order (Nd, Unicode §4.6). */
function toAsciiDigit(digit: string): string {
  const point = digit.codePointAt(0)!;
  let first = point;
  while (IS_DIGIT.test(String.fromCodePoint(first - 1))) first--;
  return String((point - first) % 10);
}
