import { RATE } from './clip.js';
import { FRAME, spectrumOf } from './spectrum.js';

/** Samples from frame to frame: 10 ms. */
const HOP = 80;
const BANDS = 20;
const CEPSTRA = 12;

/** A moment of a clip. */
export interface Frame {
  /** Logarithm of its power. */
  readonly loudness: number;
  /** The shape of its spectrum without its loudness and tilt. */
  readonly cepstra: Float64Array;
}

const mel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700);
const hertz = (mels: number) => 700 * (10 ** (mels / 2595) - 1);
/** Frequencies between which the bands lie, as the ear tells them apart. */
const EDGES = Array.from(
  { length: BANDS + 2 },
  (_, i) => (hertz(mel(120) + ((mel(3800) - mel(120)) * i) / (BANDS + 1)) * FRAME) / RATE,
);

/** A clip, frame by frame; at least one. */
export function framesOf(samples: Float32Array): Frame[] {
  const count = Math.max(1, Math.floor((samples.length - FRAME) / HOP));
  return Array.from({ length: count }, (_, n) => {
    const power = spectrumOf(samples, n * HOP);
    return { loudness: Math.log(power.reduce((sum, one) => sum + one, 1e-6)), cepstra: cepstraOf(power) };
  });
}

/** Cepstra less their means, which are what an unknown filter adds. */
export function centred(frames: readonly Frame[]): Float64Array[] {
  const mean = Float64Array.from(
    { length: CEPSTRA },
    (_, q) => frames.reduce((sum, { cepstra }) => sum + cepstra[q]!, 0) / frames.length,
  );
  return frames.map(({ cepstra }) => cepstra.map((value, q) => value - mean[q]!));
}

function cepstraOf(power: Float64Array): Float64Array {
  const bands = Array.from({ length: BANDS }, (_, band) => {
    const [low, mid, high] = EDGES.slice(band, band + 3) as [number, number, number];
    let sum = 1e-3;
    for (let k = Math.ceil(low); k < high; k++) {
      sum += power[k]! * (k < mid ? (k - low) / (mid - low) : (high - k) / (high - mid));
    }
    return Math.log(sum);
  });
  return Float64Array.from({ length: CEPSTRA }, (_, q) =>
    bands.reduce((sum, value, band) => sum + value * Math.cos((Math.PI * (q + 1) * (band + 0.5)) / BANDS), 0),
  );
}
