import type { Canvas } from './canvas.js';
import type { SeededRandom } from '../random/seeded-random.js';
import { sine } from './sine.js';

/** Wavelengths in pixels of an 80 px high picture, and the least share of the style's warp. */
const ROW_WAVE = [50, 90] as const;
const COLUMN_WAVE = [60, 130] as const;
const LEAST = 0.6;

/** Two waves through the whole picture: how far a pixel looks sideways for what it shows. */
export interface Warp {
  /** For each row, pixels to the right. */
  readonly rows: Float64Array;
  /** For each column, pixels down. */
  readonly columns: Float64Array;
  /** No shift is larger. */
  readonly reach: number;
}

/**
 * @param reach largest shift in pixels
 * @param scale size of the picture, 1 being 80 px high
 */
export function randomWarp(canvas: Canvas, reach: number, scale: number, random: SeededRandom): Warp {
  return {
    rows: wave(canvas.height, ROW_WAVE, reach, scale, random),
    columns: wave(canvas.width, COLUMN_WAVE, reach, scale, random),
    reach,
  };
}

function wave(
  length: number,
  [shortest, longest]: readonly [number, number],
  reach: number,
  scale: number,
  random: SeededRandom,
): Float64Array {
  const height = reach * random.between(LEAST, 1);
  const frequency = 1 / (scale * random.between(shortest, longest));
  const phase = random.between(0, 1);
  const shifts = new Float64Array(length);
  for (let i = 0; i < length; i++) shifts[i] = height * sine(phase + i * frequency);
  return shifts;
}
