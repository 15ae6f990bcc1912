/** Code points of the zeros of Arabic-Indic, Persian and Devanagari digits, which keyboards of these scripts produce. */
const ZEROS = [0x0660, 0x06f0, 0x0966];
/** Full-width `！` … `～` are ASCII at this distance (Unicode block Halfwidth and Fullwidth Forms). */
const FULL_WIDTH = { first: 0xff01, last: 0xff5e, distance: 0xfee0 };

/**
 * Converts what a person typed to the form in which codes are compared: removes spaces and dashes, maps full-width
 * characters and the digits of four scripts to ASCII, and upper-cases ASCII letters. Other letters stay as they are, so
 * that no look-alike (`ı`, `ſ`) becomes an ASCII letter.
 */
export function normalizeCode(typed: string): string {
  return typed
    .replace(/[\s\u00ad\u2010-\u2015\u2212\uff0d-]/gu, '')
    .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff01-\uff5e]/gu, toAscii)
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function toAscii(character: string): string {
  const point = character.charCodeAt(0);
  if (point >= FULL_WIDTH.first && point <= FULL_WIDTH.last) {
    return String.fromCharCode(point - FULL_WIDTH.distance);
  }
  const zero = ZEROS.find((first) => point >= first && point <= first + 9) ?? point;
  return String(point - zero);
}
