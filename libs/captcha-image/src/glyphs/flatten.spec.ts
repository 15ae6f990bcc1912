import { describe, expect, it } from 'vitest';
import { flatten } from './flatten.js';

describe('flatten()', () => {
  it('follows quadratic and cubic curves and starts a contour at each move', () => {
    const [quadratic, cubic] = flatten([
      { type: 'M', x: 0, y: 0 },
      { type: 'Q', x1: 1, y1: 2, x: 2, y: 0 },
      { type: 'Z' },
      { type: 'M', x: 5, y: 0 },
      { type: 'C', x1: 5, y1: 4, x2: 7, y2: 4, x: 7, y: 0 },
      { type: 'L', x: 6, y: -1 },
      { type: 'Z' },
    ]);
    expect(quadratic!.slice(6, 8)).toEqual([1, 1]);
    expect(cubic!.slice(10, 12)).toEqual([6, 3]);
    expect(cubic!.slice(-2)).toEqual([6, -1]);
  });
});
