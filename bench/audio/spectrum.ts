/** Samples per frame, and values of its spectrum. */
export const FRAME = 256;

/** Hamming window. */
const WINDOW = Float64Array.from(
  { length: FRAME },
  (_, i) => 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / FRAME),
);

/** Power spectrum of the frame at `start` (radix-2 FFT). A frame beyond the end is padded with silence. */
export function spectrumOf(samples: Float32Array, start: number): Float64Array {
  const re = Float64Array.from(WINDOW, (weight, i) => weight * (samples[start + i] ?? 0));
  const im = new Float64Array(FRAME);
  reverseBits(re);
  for (let size = 2; size <= FRAME; size *= 2) {
    for (let from = 0; from < FRAME; from += size) {
      for (let k = 0; k < size / 2; k++) {
        const angle = (-2 * Math.PI * k) / size;
        const [a, b] = [from + k, from + k + size / 2];
        const x = re[b]! * Math.cos(angle) - im[b]! * Math.sin(angle);
        const y = re[b]! * Math.sin(angle) + im[b]! * Math.cos(angle);
        [re[b], im[b]] = [re[a]! - x, im[a]! - y];
        re[a]! += x;
        im[a]! += y;
      }
    }
  }
  return re.map((real, i) => real ** 2 + im[i]! ** 2);
}

/** Bit-reversal permutation. */
function reverseBits(values: Float64Array): void {
  for (let i = 1, j = 0; i < FRAME; i++) {
    let bit = FRAME >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [values[i], values[j]] = [values[j]!, values[i]!];
  }
}
