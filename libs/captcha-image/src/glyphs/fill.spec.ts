import { describe, expect, it } from 'vitest';
import { fill } from './fill.js';

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
