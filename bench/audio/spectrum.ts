/** Samples of a frame, and so the frequencies of its spectrum. */
export const FRAME = 256;

/** Hamming: less of each frequency leaks into the others. */
const WINDOW = Float64Array.from(
  { length: FRAME },
  (_, i) => 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / FRAME),
);

/** Power of each frequency of the frame that begins at a sample (radix-2 FFT); what is missing at the end is silence. */
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

/** Puts values where the FFT wants them: at the number that their index is when its bits are read backwards. */
function reverseBits(values: Float64Array): void {
  for (let i = 1, j = 0; i < FRAME; i++) {
    let bit = FRAME >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [values[i], values[j]] = [values[j]!, values[i]!];
  }
}
