import { ALPHABETS } from './code-alphabets.js';
import type { CodePolicy } from '../../../tenants/tenant.js';

/** Code points of the zeros of Arabic-Indic, Persian and Devanagari digits: what keyboards of these languages type. */
const FOREIGN_ZEROS = [0x0660, 0x06f0, 0x0966];
/** Full-width `！` … `～` mirror ASCII at this distance (Unicode block Halfwidth and Fullwidth Forms). */
const FULL_WIDTH = { first: 0xff01, last: 0xff5e, distance: 0xfee0 };

/**
 * What a person typed as the code they meant: spaces and dashes dropped, full-width characters and the digits of four
 * scripts as ASCII, letters in capitals. Only ASCII letters are raised, so that no look-alike (`ı`, `ſ`) turns into one.
 */
export function normalizeCode(typed: string): string {
  return typed
    .replace(/[\s\u00ad\u2010-\u2015\u2212\uff0d-]/gu, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff01-\uff5e]/gu, asciiOf)
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function asciiOf(character: string): string {
  const point = character.charCodeAt(0);
  if (point >= FULL_WIDTH.first && point <= FULL_WIDTH.last) {
    return String.fromCharCode(point - FULL_WIDTH.distance);
  }
  const zero = FOREIGN_ZEROS.find((first) => point >= first && point <= first + 9) ?? point;
  return String(point - zero);
}

/** What codes of one kind look like. */
export interface CodeFormat {
  /** Characters in a code. */
  readonly length: number;
  /** The characters it may consist of, each once. */
  readonly alphabet: string;
}

/** The form of the normal codes of a policy. */
export function formatOf({ length, alphabet }: CodePolicy): CodeFormat {
  return { length, alphabet: ALPHABETS[alphabet] };
}

/** Whether a canonical code has this form. */
export function matchesFormat(code: string, { length, alphabet }: CodeFormat): boolean {
  return code.length === length && [...code].every((character) => alphabet.includes(character));
}

/** Whether a canonical code is a normal one that this policy can issue. */
export function matchesPolicy(code: string, policy: CodePolicy): boolean {
  return matchesFormat(code, formatOf(policy));
}
