import { describe, expect, it } from 'vitest';
import { SeededRandom } from './random/seeded-random.js';
import { INK, randomPalette } from './palette.js';

/** Relative luminance of a colour (WCAG 2.2, definition of "relative luminance"). */
function luminance(colour: Uint8Array): number {
  const [red, green, blue] = [...colour].map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

describe('randomPalette()', () => {
  it('keeps a contrast of at least 4.5:1 between ink and ground in 10,000 palettes', () => {
    const random = SeededRandom.unpredictable();
    let lowest = Infinity;
    for (let draw = 0; draw < 10_000; draw++) {
      const palette = randomPalette(random);
      const ground = luminance(palette.subarray(0, 3));
      const ink = luminance(palette.subarray(INK * 3));
      lowest = Math.min(lowest, (ground + 0.05) / (ink + 0.05));
    }
    expect(lowest).toBeGreaterThanOrEqual(4.5);
  });

  it('keeps that contrast for the lightest ink on the darkest ground', () => {
    const extremes = { whole: (from: number, to: number) => (from === 0 ? to : from) } as SeededRandom;
    const palette = randomPalette(extremes);
    const [ground, ink] = [luminance(palette.subarray(0, 3)), luminance(palette.subarray(INK * 3))];
    expect((ground + 0.05) / (ink + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});
