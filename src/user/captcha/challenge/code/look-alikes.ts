/** Characters that no picture has, and the letters for which people take them. */
const LETTERS: Readonly<Record<string, string>> = { 4: 'A', 7: 'T' };

/**
 * Replaces what people take for a letter by that letter: a typed `4` reads as `A`, `7` as `T`. Applied to the issued code and
 * to the answer alike, so that spoken digits, which contain both, stay distinct.
 */
export function foldLookAlikes(code: string): string {
  return code.replace(/[47]/g, (digit) => LETTERS[digit] ?? digit);
}
