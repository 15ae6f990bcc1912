import type { SeededRandom } from '../random/seeded-random.js';

/** Steps of the palette from ground (0) to full ink. Few steps make few bytes, and edges still look smooth. */
export const LEVELS = 4;
/** Full ink. */
export const INK = LEVELS - 1;
/** Nothing drawn. */
export const GROUND = 0;

/**
 * Darkest ground and lightest ink, of 255 a channel. Together they keep every pair above 4.5:1, the contrast of text
 * in WCAG 2.2 §1.4.3, whatever colours are drawn.
 */
const DARKEST_GROUND = 235;
const LIGHTEST_INK = 106;

/** The palette step for a coverage of 0–255. */
export function toInkLevel(coverage: number): number {
  return Math.round((coverage * INK) / 255);
}

/**
 * A random pale ground, a random dark ink, and the steps between.
 * @returns {@link LEVELS} colours as red, green, blue bytes: the data of a PLTE chunk
 */
export function randomPalette(random: SeededRandom): Uint8Array {
  const palette = new Uint8Array(LEVELS * 3);
  for (let channel = 0; channel < 3; channel++) {
    const ground = random.whole(DARKEST_GROUND, 255);
    const ink = random.whole(0, LIGHTEST_INK);
    for (let level = 0; level < LEVELS; level++) {
      palette[level * 3 + channel] = Math.round(ground + ((ink - ground) * level) / INK);
    }
  }
  return palette;
}
