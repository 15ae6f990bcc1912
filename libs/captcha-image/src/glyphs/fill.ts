import type { Contour } from './flatten.js';

/** Samples along each side of a pixel. The atlas is twice a picture's size, so a picture's pixel has 4×4 samples. */
const SAMPLES = 2;

interface Crossing {
  readonly x: number;
  /** +1 where the contour goes down, -1 where it goes up. */
  readonly direction: number;
}

/**
 * Rasterises contours by the non-zero winding rule.
 * @returns width × height coverages, 0 (outside) to 255 (inside), row by row
 */
export function fill(contours: readonly Contour[], width: number, height: number): Uint8Array {
  const hits = new Uint8Array(width * height);
  for (let line = 0; line < height * SAMPLES; line++) {
    const row = Math.floor(line / SAMPLES) * width;
    let winding = 0;
    let from = 0;
    for (const { x, direction } of crossingsAt((line + 0.5) / SAMPLES, contours)) {
      if (winding === 0) from = x;
      winding += direction;
      if (winding === 0) addSpan(hits, row, from, x);
    }
  }
  return hits.map((count) => Math.round((count * 255) / SAMPLES ** 2));
}

function crossingsAt(y: number, contours: readonly Contour[]): Crossing[] {
  const crossings: Crossing[] = [];
  for (const contour of contours) {
    for (let i = 0; i < contour.length; i += 2) {
      const next = (i + 2) % contour.length;
      const [x0, y0, x1, y1] = [contour[i]!, contour[i + 1]!, contour[next]!, contour[next + 1]!];
      if (y0 <= y === y1 <= y) continue;
      crossings.push({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0), direction: y1 > y0 ? 1 : -1 });
    }
  }
  return crossings.sort((a, b) => a.x - b.x);
}

/** Counts the samples with their centre between `from` and `to`. */
function addSpan(hits: Uint8Array, row: number, from: number, to: number): void {
  const end = Math.ceil(to * SAMPLES - 0.5);
  for (let sample = Math.ceil(from * SAMPLES - 0.5); sample < end; sample++) {
    hits[row + Math.floor(sample / SAMPLES)]! += 1;
  }
}
