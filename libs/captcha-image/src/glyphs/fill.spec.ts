import { describe, expect, it } from 'vitest';
import { fill } from './fill.js';
import { flatten } from './flatten.js';

const square = (from: number, to: number) => [from, from, to, from, to, to, from, to];
const reversed = (from: number, to: number) => [from, from, from, to, to, to, to, from];

describe('fill()', () => {
  it('covers inner pixels fully and pixels on an edge by their inner share', () => {
    expect([...fill([square(0.5, 2)], 3, 2)]).toEqual([64, 128, 0, 128, 255, 0]);
  });

  it('fills overlaps of contours in one direction and leaves a hole inside a contour of the opposite direction', () => {
    expect(fill([square(0, 4), square(1, 3)], 4, 4)[5]).toBe(255);
    expect(fill([square(0, 4), reversed(1, 3)], 4, 4)[5]).toBe(0);
  });
});

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
