import { describe, expect, it } from 'vitest';
import { close, enlarge, median, threshold, type Raster } from './raster.js';

const SIZE = 30;

/** White, with black from row `top` to before `bottom`. */
function bar(top: number, bottom: number): Raster {
  const gray = new Uint8Array(SIZE * SIZE).fill(255).fill(0, top * SIZE, bottom * SIZE);
  return { width: SIZE, height: SIZE, gray };
}
const blackRows = ({ gray }: Raster) =>
  Array.from({ length: SIZE }, (_, y) => y).filter((y) => gray[y * SIZE + SIZE / 2] === 0);

describe('an attacker', () => {
  it('wipes out lines thinner than the disk and leaves thick strokes as they were', () => {
    expect(blackRows(close(bar(12, 16), 3))).toEqual([]);
    expect(blackRows(close(bar(10, 20), 3))).toEqual(blackRows(bar(10, 20)));
  });

  it('removes single dots by the median', () => {
    const dotted = bar(0, 0);
    dotted.gray[15 * SIZE + 15] = 0;
    expect(median(dotted).gray.every((value) => value === 255)).toBe(true);
    expect(blackRows(median(bar(10, 20)))).toEqual(blackRows(bar(10, 20)));
  });

  it('enlarges in both directions without moving anything', () => {
    const large = threshold(enlarge(bar(10, 20), 3), 128);
    expect([large.width, large.height]).toEqual([3 * SIZE, 3 * SIZE]);
    const rows = Array.from({ length: 3 * SIZE }, (_, y) => y).filter(
      (y) => large.gray[y * 3 * SIZE + 7] === 0,
    );
    expect([rows[0], rows.at(-1)]).toEqual([30, 59]);
  });
});
