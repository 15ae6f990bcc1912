import { describe, expect, it } from 'vitest';
import { Canvas } from '../canvas.js';
import { SeededRandom } from '../random/seeded-random.js';
import { randomWarp } from './warp.js';

describe('randomWarp()', () => {
  it('shifts rows and columns in both directions, by more than half of the reach and never beyond it', () => {
    const random = SeededRandom.unpredictable();
    for (let draw = 0; draw < 200; draw++) {
      const { columns, rows } = randomWarp(new Canvas(240, 160), 3, 1, random);
      for (const shifts of [columns, rows]) {
        expect(Math.min(...shifts)).toBeLessThan(-1.5);
        expect(Math.min(...shifts)).toBeGreaterThanOrEqual(-3);
        expect(Math.max(...shifts)).toBeGreaterThan(1.5);
        expect(Math.max(...shifts)).toBeLessThanOrEqual(3);
      }
    }
  });
});
