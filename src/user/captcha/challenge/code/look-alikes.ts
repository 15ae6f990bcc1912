/**
 * Replaces digits that the alphabet `letters` does not have by the letters that people take for them: a typed `4` reads as
 * `A`, `7` as `T`. Applied to the issued code and to the answer, so that a code of digits, which may contain both, matches.
 */
export function foldLookAlikes(code: string): string {
  return code.replaceAll('4', 'A').replaceAll('7', 'T');
}
