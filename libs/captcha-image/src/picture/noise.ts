import type { Canvas } from './canvas.js';
import type { SeededRandom } from '../random/seeded-random.js';
import { GROUND, INK } from './palette.js';
import { sine } from './sine.js';

/** Pixels that a word of the canvas holds side by side, and a word of pixels of level 1. */
const COLUMNS = 4;
const ONE_EACH = 0x01010101;

/** Share of specks that are ink; the others are holes. */
const INK_SPECKS = 0.65;

/** Thickness of a cut in pixels of an 80 px high picture. */
export const CUT_WIDTH = 1.2;

/** Instead of a colour for {@link drawCurve}: ink becomes ground and ground ink. */
export const INVERT = -1;

/**
 * A wavy line from edge to edge through the middle of the picture.
 * @param thickness pixels
 * @param colour {@link INK} strikes characters through, {@link GROUND} cuts them, {@link INVERT} swaps the two
 */
export function drawCurve(canvas: Canvas, thickness: number, colour: number, random: SeededRandom): void {
  const { words, stride, width, height } = canvas;
  const base = height * random.between(0.36, 0.64);
  const swing = height * random.between(0.08, 0.18);
  const frequency = random.between(1, 2.6) / width;
  const phase = random.between(0, 1);
  const steepest = 2 * Math.PI * swing * frequency;
  const tops = new Float64Array(COLUMNS);
  const bottoms = new Float64Array(COLUMNS);
  for (let left = 0; left < width; left += COLUMNS) {
    const columns = Math.min(COLUMNS, width - left);
    // Rows that the line covers in all these columns, which are one word: most of a wide band.
    let from = 0;
    let to = height;
    for (let column = 0; column < columns; column++) {
      const turns = phase + (left + column) * frequency;
      const middle = base + swing * sine(turns);
      // Where the line climbs, a vertical slice through it is longer.
      const slope = steepest * sine(turns + 0.25);
      const half = (thickness / 2) * Math.sqrt(1 + slope * slope);
      const top = (tops[column] = Math.max(0, middle - half));
      const bottom = (bottoms[column] = Math.min(height, middle + half));
      from = Math.max(from, Math.ceil(top));
      to = Math.min(to, Math.floor(bottom));
    }
    if (to < from || columns < COLUMNS) to = from;
    const end = canvas.indexOf(left, to) / COLUMNS;
    for (let at = canvas.indexOf(left, from) / COLUMNS; at < end; at += stride / COLUMNS) {
      words[at] = colour === INVERT ? words[at]! ^ (INK * ONE_EACH) : colour * ONE_EACH;
    }
    for (let column = 0; column < columns; column++) {
      drawSlice(canvas, left + column, tops[column]!, Math.min(bottoms[column]!, from), colour);
      drawSlice(canvas, left + column, Math.max(tops[column]!, to), bottoms[column]!, colour);
    }
  }
}

/** One column of a line, between two heights. */
function drawSlice({ bytes, stride }: Canvas, x: number, top: number, bottom: number, colour: number): void {
  if (top >= bottom) return;
  const first = top | 0;
  const last = Math.ceil(bottom) - 1;
  const start = first * stride + x;
  const end = last * stride + x;
  mix(bytes, start, colour, Math.min(bottom, first + 1) - top);
  for (let at = start + stride; at < end; at += stride) {
    bytes[at] = colour === INVERT ? INK - bytes[at]! : colour;
  }
  if (last > first) mix(bytes, end, colour, bottom - last);
}

/** Draws over a pixel of which a share is covered. */
function mix(bytes: Uint8Array, at: number, colour: number, coverage: number): void {
  const before = bytes[at]!;
  const after = colour === INVERT ? INK - before : colour;
  bytes[at] = (before + (after - before) * coverage + 0.5) | 0;
}

/** Dots of 2×2 pixels anywhere. */
export function drawSpecks(canvas: Canvas, count: number, random: SeededRandom): void {
  const { bytes, stride, width, height } = canvas;
  for (let speck = 0; speck < count; speck++) {
    const at = canvas.indexOf(random.whole(0, width - 2), random.whole(0, height - 2));
    const colour = random.between(0, 1) < INK_SPECKS ? INK : GROUND;
    bytes.fill(colour, at, at + 2);
    bytes.fill(colour, at + stride, at + stride + 2);
  }
}
