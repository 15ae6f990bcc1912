import type { Canvas } from './canvas.js';
import type { CosmeticRandom } from './cosmetic-random.js';
import { GROUND, INK } from './palette.js';
import { sine } from './sine.js';

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
export function drawCurve(canvas: Canvas, thickness: number, colour: number, random: CosmeticRandom): void {
  const { bytes, stride, width, height } = canvas;
  const base = height * random.between(0.36, 0.64);
  const swing = height * random.between(0.08, 0.18);
  const frequency = random.between(1, 2.6) / width;
  const phase = random.between(0, 1);
  const steepest = 2 * Math.PI * swing * frequency;
  for (let x = 0; x < width; x++) {
    const turns = phase + x * frequency;
    const middle = base + swing * sine(turns);
    // Where the line climbs, a vertical slice through it is longer.
    const slope = steepest * sine(turns + 0.25);
    const half = (thickness / 2) * Math.sqrt(1 + slope * slope);
    const top = Math.max(0, middle - half);
    const bottom = Math.min(height, middle + half);
    const first = top | 0;
    const last = Math.ceil(bottom) - 1;
    const start = canvas.indexOf(x, first);
    const end = canvas.indexOf(x, last);
    mix(bytes, start, colour, Math.min(bottom, first + 1) - top);
    for (let at = start + stride; at < end; at += stride) {
      bytes[at] = colour === INVERT ? INK - bytes[at]! : colour;
    }
    if (last > first) mix(bytes, end, colour, bottom - last);
  }
}

/** Draws over a pixel of which a share is covered. */
function mix(bytes: Uint8Array, at: number, colour: number, coverage: number): void {
  const before = bytes[at]!;
  const after = colour === INVERT ? INK - before : colour;
  bytes[at] = (before + (after - before) * coverage + 0.5) | 0;
}

/** Dots of 2×2 pixels anywhere. */
export function drawSpecks(canvas: Canvas, count: number, random: CosmeticRandom): void {
  const { bytes, stride, width, height } = canvas;
  for (let speck = 0; speck < count; speck++) {
    const at = canvas.indexOf(random.whole(0, width - 2), random.whole(0, height - 2));
    const colour = random.between(0, 1) < INK_SPECKS ? INK : GROUND;
    bytes.fill(colour, at, at + 2);
    bytes.fill(colour, at + stride, at + stride + 2);
  }
}
