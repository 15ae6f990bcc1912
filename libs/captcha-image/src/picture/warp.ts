import type { Canvas } from '../canvas.js';
import type { SeededRandom } from '../random/seeded-random.js';
import { sine } from './sine.js';

/** Wavelength ranges in pixels of an 80 px high picture, and the smallest amplitude as a share of the style's warp. */
const ROW_WAVELENGTHS = [50, 90] as const;
const COLUMN_WAVELENGTHS = [60, 130] as const;
const MIN_AMPLITUDE = 0.6;

/** Two waves through the whole picture: the offset of the point that each pixel samples. */
export interface Warp {
  /** Offset to the right for each row, pixels. */
  readonly rows: Float64Array;
  /** Offset downwards for each column, pixels. */
  readonly columns: Float64Array;
  /** Largest absolute offset. */
  readonly reach: number;
}

/**
 * @param reach largest offset in pixels
 * @param scale picture height divided by 80
 */
export function randomWarp(canvas: Canvas, reach: number, scale: number, random: SeededRandom): Warp {
  return {
    rows: wave(canvas.height, ROW_WAVELENGTHS, reach, scale, random),
    columns: wave(canvas.width, COLUMN_WAVELENGTHS, reach, scale, random),
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
  const amplitude = reach * random.between(MIN_AMPLITUDE, 1);
  const frequency = 1 / (scale * random.between(shortest, longest));
  const phase = random.between(0, 1);
  const shifts = new Float64Array(length);
  for (let i = 0; i < length; i++) shifts[i] = amplitude * sine(phase + i * frequency);
  return shifts;
}
