import { describe, expect, it } from 'vitest';
import { fill } from './fill.js';
import { flatten } from './flatten.js';

const square = (from: number, to: number) => [from, from, to, from, to, to, from, to];
const backwards = (from: number, to: number) => [from, from, from, to, to, to, to, from];

describe('fill', () => {
  it('covers what is inside, and half of a pixel that an edge halves', () => {
    expect([...fill([square(0.5, 2)], 3, 2)]).toEqual([64, 128, 0, 128, 255, 0]);
  });

  it('fills where contours of one direction overlap and leaves out what one of the other direction encloses', () => {
    expect(fill([square(0, 4), square(1, 3)], 4, 4)[5]).toBe(255);
    expect(fill([square(0, 4), backwards(1, 3)], 4, 4)[5]).toBe(0);
  });
});

describe('flatten', () => {
  it('follows quadratic and cubic curves through their middles and starts a contour at each move', () => {
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
