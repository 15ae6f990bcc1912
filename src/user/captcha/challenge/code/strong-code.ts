import { type CodeFormat, matchesFormat } from './code-format.js';

/**
 * Format of the codes that are sent while an account's budget of wrong answers is exhausted, or while a tenant's accounts
 * are under attack: 50 bits in the alphabet of Crockford's base 32 (https://www.crockford.com/base32.html), which
 * leaves out I, L, O and U. Strong codes are only sent, never drawn.
 */
export const STRONG_CODE: CodeFormat = { length: 10, alphabet: '0123456789ABCDEFGHJKMNPQRSTVWXYZ' };

/** Whether a normalized code has the format of strong codes. Every policy allows them for codes that are sent. */
export function isStrongCode(code: string): boolean {
  return matchesFormat(code, STRONG_CODE);
}
