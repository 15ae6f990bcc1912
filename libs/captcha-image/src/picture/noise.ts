import type { Canvas } from '../canvas.js';
import type { SeededRandom } from '../random/seeded-random.js';
import { GROUND, INK } from '../palette.js';
import { sine } from './sine.js';

/** Pixels per canvas word, and a word with level 1 in each pixel. */
const COLUMNS = 4;
const ALL_ONES = 0x01010101;

/** Share of specks drawn in ink; the others are drawn in ground. */
const INK_SPECK_SHARE = 0.65;

/** Thickness of a cut in pixels of an 80 px high picture. */
export const CUT_WIDTH = 1.2;

/** Pseudo colour of {@link drawCurve}: swaps ink and ground. */
export const INVERT = -1;

/**
 * Draws a wavy line from the left edge to the right one, near the middle of the picture.
 * @param thickness pixels
 * @param colour {@link INK} crosses characters out, {@link GROUND} cuts them, {@link INVERT} swaps ink and ground
 */
export function drawCurve(canvas: Canvas, thickness: number, colour: number, random: SeededRandom): void {
  const { words, stride, width, height } = canvas;
  const baseline = height * random.between(0.36, 0.64);
  const amplitude = height * random.between(0.08, 0.18);
  const frequency = random.between(1, 2.6) / width;
  const phase = random.between(0, 1);
  const maxSlope = 2 * Math.PI * amplitude * frequency;
  const tops = new Float64Array(COLUMNS);
  const bottoms = new Float64Array(COLUMNS);
  for (let left = 0; left < width; left += COLUMNS) {
    const columns = Math.min(COLUMNS, width - left);
    // Rows that the line covers in all four columns are written as words; in a wide band these are most rows.
    let from = 0;
    let to = height;
    for (let column = 0; column < columns; column++) {
      const angle = phase + (left + column) * frequency;
      const middle = baseline + amplitude * sine(angle);
      // The vertical section of a line grows with its slope.
      const slope = maxSlope * sine(angle + 0.25);
      const half = (thickness / 2) * Math.sqrt(1 + slope * slope);
      const top = (tops[column] = Math.max(0, middle - half));
      const bottom = (bottoms[column] = Math.min(height, middle + half));
      from = Math.max(from, Math.ceil(top));
      to = Math.min(to, Math.floor(bottom));
    }
    if (to < from || columns < COLUMNS) to = from;
    const end = canvas.indexOf(left, to) / COLUMNS;
    for (let at = canvas.indexOf(left, from) / COLUMNS; at < end; at += stride / COLUMNS) {
      words[at] = colour === INVERT ? words[at]! ^ (INK * ALL_ONES) : colour * ALL_ONES;
    }
    for (let column = 0; column < columns; column++) {
      drawColumn(canvas, left + column, tops[column]!, Math.min(bottoms[column]!, from), colour);
      drawColumn(canvas, left + column, Math.max(tops[column]!, to), bottoms[column]!, colour);
    }
  }
}

/** Draws one column of a line, with antialiased ends. */
function drawColumn({ bytes, stride }: Canvas, x: number, top: number, bottom: number, colour: number): void {
  if (top >= bottom) return;
  const first = top | 0;
  const last = Math.ceil(bottom) - 1;
  const start = first * stride + x;
  const end = last * stride + x;
  blend(bytes, start, colour, Math.min(bottom, first + 1) - top);
  for (let at = start + stride; at < end; at += stride) {
    bytes[at] = colour === INVERT ? INK - bytes[at]! : colour;
  }
  if (last > first) blend(bytes, end, colour, bottom - last);
}

/** Blends a colour into a partly covered pixel. */
function blend(bytes: Uint8Array, at: number, colour: number, coverage: number): void {
  const before = bytes[at]!;
  const after = colour === INVERT ? INK - before : colour;
  bytes[at] = (before + (after - before) * coverage + 0.5) | 0;
}

/** Draws dots of 2×2 pixels at random positions. */
export function drawSpecks(canvas: Canvas, count: number, random: SeededRandom): void {
  const { bytes, stride, width, height } = canvas;
  for (let speck = 0; speck < count; speck++) {
    const at = canvas.indexOf(random.whole(0, width - 2), random.whole(0, height - 2));
    const colour = random.between(0, 1) < INK_SPECK_SHARE ? INK : GROUND;
    bytes.fill(colour, at, at + 2);
    bytes.fill(colour, at + stride, at + stride + 2);
  }
}
