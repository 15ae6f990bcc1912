/**
 * Characters that a person does not see: format characters (bidirectional controls, zero-width marks, soft hyphens) and
 * the default ignorable ones (variation selectors, fillers).
 * @see https://www.unicode.org/reports/tr44/ General_Category=Cf, Default_Ignorable_Code_Point
 */
export const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Unicode's dashes, and the Japanese prolonged sound mark, which Japanese keyboards type at the key of the dash.
 */
export const DASHES = /[\p{Dash}\u30fc]/gu;

/** Full-width `！` … `～`, which are ASCII at a fixed distance (block Halfwidth and Fullwidth Forms). */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_DISTANCE = 0xfee0;

/** Replaces full-width forms of ASCII characters. */
export function foldWidth(text: string): string {
  return text.replace(FULL_WIDTH, (character) =>
    String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_DISTANCE),
  );
}
