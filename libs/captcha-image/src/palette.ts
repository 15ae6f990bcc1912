import type { SeededRandom } from './random/seeded-random.js';

/** Palette entries from ground (0) to full ink. Four fit into two bits per pixel and still give smooth edges. */
export const LEVELS = 4;
export const INK = LEVELS - 1;
export const GROUND = 0;

/**
 * Darkest ground and lightest ink per channel (0–255). Every combination has at least 4.5:1, the minimum text contrast
 * of WCAG 2.2 §1.4.3.
 */
const DARKEST_GROUND = 235;
const LIGHTEST_INK = 106;

/** Maps a coverage of 0–255 to a palette entry. */
export function toInkLevel(coverage: number): number {
  return Math.round((coverage * INK) / 255);
}

/**
 * Draws a pale ground and a dark ink and interpolates the levels between.
 * @returns {@link LEVELS} colours as red, green and blue bytes: the data of a PLTE chunk
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
