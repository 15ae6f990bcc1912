import { describe, expect, it } from 'vitest';
import { close, enlarge, median, threshold, type Raster } from './raster.js';

const SIZE = 30;

/** A white picture with black rows from `top` to `bottom`, exclusive. */
function bar(top: number, bottom: number): Raster {
  const gray = new Uint8Array(SIZE * SIZE).fill(255).fill(0, top * SIZE, bottom * SIZE);
  return { width: SIZE, height: SIZE, gray };
}
const blackRows = ({ gray }: Raster) =>
  Array.from({ length: SIZE }, (_, y) => y).filter((y) => gray[y * SIZE + SIZE / 2] === 0);

describe('close()', () => {
  it('removes lines thinner than the disk and keeps thick strokes', () => {
    expect(blackRows(close(bar(12, 16), 3))).toEqual([]);
    expect(blackRows(close(bar(10, 20), 3))).toEqual(blackRows(bar(10, 20)));
  });
});

describe('median()', () => {
  it('removes single dots and keeps strokes', () => {
    const dotted = bar(0, 0);
    dotted.gray[15 * SIZE + 15] = 0;
    expect(median(dotted).gray.every((value) => value === 255)).toBe(true);
    expect(blackRows(median(bar(10, 20)))).toEqual(blackRows(bar(10, 20)));
  });
});

describe('enlarge()', () => {
  it('scales both directions without an offset', () => {
    const large = threshold(enlarge(bar(10, 20), 3), 128);
    expect([large.width, large.height]).toEqual([3 * SIZE, 3 * SIZE]);
    const rows = Array.from({ length: 3 * SIZE }, (_, y) => y).filter(
      (y) => large.gray[y * 3 * SIZE + 7] === 0,
    );
    expect([rows[0], rows.at(-1)]).toEqual([30, 59]);
  });
});
