import type { Word } from './segment.js';

/** Dynamic time warping: mean frame distance along the best alignment of two words. */
export function distance(a: Word, b: Word): number {
  let previous = new Float64Array(b.length + 1).fill(Infinity);
  previous[0] = 0;
  for (const frame of a) {
    const current = new Float64Array(b.length + 1).fill(Infinity);
    for (let j = 0; j < b.length; j++) {
      const other = b[j]!;
      let sum = 0;
      for (let q = 0; q < frame.length; q++) sum += (frame[q]! - other[q]!) ** 2;
      current[j + 1] = Math.sqrt(sum) + Math.min(previous[j]!, previous[j + 1]!, current[j]!);
    }
    previous = current;
  }
  return previous[b.length]! / (a.length + b.length);
}
