import { beforeAll, describe, expect, it } from 'vitest';
import { buildAtlas } from '../glyphs/atlas.js';
import { SeededRandom } from '../random/seeded-random.js';
import { Painter } from './painter.js';
import type { CaptchaStyle } from './styles.js';
import { coloursOf } from '../testing/decode-png.js';

const PLAIN: CaptchaStyle = {
  warp: 0,
  rotation: 0,
  shear: 0,
  advance: 1,
  height: [34, 34],
  jitter: 0,
  curves: 0,
  curveWidth: 2,
  bands: 0,
  bandWidth: 14,
  cuts: 0,
  specks: 0,
};

describe('Painter', () => {
  let painter: Painter;
  beforeAll(() => {
    painter = new Painter(buildAtlas(), 240, 80);
  });

  /** Colours are drawn from the seed first and lines last, so that a style change leaves the rest of the picture alone. */
  const draw = (changes: Partial<CaptchaStyle>, seed = 5) =>
    coloursOf(
      painter.draw('ACDEFH', { ...PLAIN, ...changes }, new SeededRandom(new Uint8Array(16).fill(seed))),
    );
  /** Counts pixels with more and with less ink. Colours are opaque, so a larger number is brighter. */
  const compare = (changes: Partial<CaptchaStyle>, seed?: number) => {
    const plain = draw({}, seed);
    const changed = draw(changes, seed);
    return {
      darker: changed.filter((colour, at) => colour < plain[at]!).length,
      lighter: changed.filter((colour, at) => colour > plain[at]!).length,
    };
  };

  it.each<Partial<CaptchaStyle>>([
    { warp: 3 },
    { rotation: 0.3 },
    { shear: 0.2 },
    { advance: 0.9 },
    { height: [34, 40] },
    { jitter: 6 },
  ])('moves the characters for the style change %j', (changes) => {
    const { darker, lighter } = compare(changes);
    expect(darker).toBeGreaterThan(100);
    expect(lighter).toBeGreaterThan(100);
  });

  it('adds ink for a curve in proportion to its width and removes ink for a cut', () => {
    const [thin, thick] = [compare({ curves: 1, curveWidth: 2 }), compare({ curves: 1, curveWidth: 4 })];
    expect(thin.darker).toBeGreaterThan(240);
    expect(thick.darker).toBeGreaterThan(thin.darker * 1.3);
    expect(thick.lighter).toBe(0);

    const cut = compare({ cuts: 1 });
    expect(cut.lighter).toBeGreaterThan(50);
    expect(cut.darker).toBe(0);
  });

  it('swaps ink and ground inside a band', () => {
    const band = compare({ bands: 1 });
    expect(band.darker).toBeGreaterThan(240 * 8);
    expect(band.lighter).toBeGreaterThan(200);
    expect(compare({ bands: 1, bandWidth: 20 }).darker).toBeGreaterThan(band.darker * 1.2);
  });

  it('draws specks of 2×2 pixels, some in ink and some in ground', () => {
    const specks = Array.from({ length: 60 }, (_, seed) => compare({ specks: 1 }, seed));
    expect(Math.max(...specks.map(({ darker }) => darker))).toBe(4);
    expect(Math.max(...specks.map(({ lighter }) => lighter))).toBe(4);
  });
});
