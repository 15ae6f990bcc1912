import { randomCode } from './random-code.js';
import { type CodeFormat, matchesFormat } from './normalize-code.js';

/**
 * What is sent to an account whose wrong answers are used up, and to everybody while a tenant is sprayed with guesses:
 * 50 random bits, in the alphabet of Crockford's base 32 (https://www.crockford.com/base32.html), which has no
 * I, L, O and U to be mistaken. Such codes are only ever sent, never drawn.
 */
export const STRONG_CODE: CodeFormat = { length: 10, alphabet: '0123456789ABCDEFGHJKMNPQRSTVWXYZ' };

/** A fresh strong code. */
export function newStrongCode(): string {
  return randomCode(STRONG_CODE.length, STRONG_CODE.alphabet);
}

/** Whether a canonical code may be a strong one: a form that every sent code can have, whatever its policy says. */
export function isStrongCode(code: string): boolean {
  return matchesFormat(code, STRONG_CODE);
}
