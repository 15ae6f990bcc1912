import { RATE } from './clip.js';
import { FRAME, spectrumOf } from './spectrum.js';

/** Samples between frame starts: 10 ms. */
const HOP = 80;
const BANDS = 20;
const CEPSTRA = 12;

export interface Frame {
  /** Logarithm of the power. */
  readonly loudness: number;
  /** Mel-frequency cepstral coefficients, without the zeroth (loudness). */
  readonly cepstra: Float64Array;
}

const mel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700);
const hertz = (mels: number) => 700 * (10 ** (mels / 2595) - 1);
/** Band edges on the mel scale, as FFT bin numbers. */
const EDGES = Array.from(
  { length: BANDS + 2 },
  (_, i) => (hertz(mel(120) + ((mel(3800) - mel(120)) * i) / (BANDS + 1)) * FRAME) / RATE,
);

/** Splits a clip into frames; returns at least one. */
export function framesOf(samples: Float32Array): Frame[] {
  const count = Math.max(1, Math.floor((samples.length - FRAME) / HOP));
  return Array.from({ length: count }, (_, n) => {
    const power = spectrumOf(samples, n * HOP);
    return { loudness: Math.log(power.reduce((sum, one) => sum + one, 1e-6)), cepstra: cepstraOf(power) };
  });
}

/** Cepstral mean normalisation: removes the effect of a constant filter. */
export function normalise(frames: readonly Frame[]): Float64Array[] {
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
