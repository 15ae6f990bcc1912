import { DASHES, foldWidth, INVISIBLE } from './characters.js';
import { visibleText } from './visible-text.js';

/** Spaces (not line breaks, which separate two numbers), dots and parentheses. */
const SEPARATORS = /[\p{Space_Separator}.()]/gu;

/**
 * Removes what people write between the digits of a phone number: spaces, dashes, dots and parentheses, and everything
 * invisible. Full-width characters become ASCII. `(+44) 7400 123456` becomes `+447400123456`.
 *
 * Everything else is kept, so that the caller can refuse a text that is not one number.
 */
export function normalizePhone(text: string): string {
  return foldWidth(visibleText(text).replace(INVISIBLE, '').replace(DASHES, '')).replace(SEPARATORS, '');
}
