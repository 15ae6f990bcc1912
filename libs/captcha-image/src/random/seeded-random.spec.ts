import { describe, expect, it } from 'vitest';
import { SeededRandom } from './seeded-random.js';

const first = (seed: Uint8Array) => new SeededRandom(seed).between(0, 1);

describe('SeededRandom', () => {
  it('depends on every byte of its seed', () => {
    const seeds = Array.from({ length: 16 }, (_, changed) =>
      new Uint8Array(16).fill(1, changed, changed + 1),
    );
    expect(new Set([new Uint8Array(16), ...seeds].map(first)).size).toBe(17);
  });

  it('draws whole numbers uniformly, both bounds included', () => {
    const random = new SeededRandom(new Uint8Array(16));
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 4000; draw++) counts[random.whole(10, 13) - 10]! += 1;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('draws real numbers on both sides of zero, within the size', () => {
    const random = new SeededRandom(new Uint8Array(16));
    const numbers = Array.from({ length: 1000 }, () => random.around(2));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(-2);
    expect(Math.min(...numbers)).toBeLessThan(-1.9);
    expect(Math.max(...numbers)).toBeLessThan(2);
    expect(Math.max(...numbers)).toBeGreaterThan(1.9);
  });
});
