import { beforeAll, describe, expect, it } from 'vitest';
import { DRAWABLE } from '../drawable.js';
import { buildAtlas, CAPITAL_HEIGHT, type Atlas, type Glyph } from './atlas.js';
import { GROUND, INK } from '../palette.js';

const isEmpty = (levels: Uint8Array) => levels.every((level) => level === GROUND);
const row = ({ levels, width }: Glyph, y: number) => levels.subarray(y * width, (y + 1) * width);

describe('buildAtlas()', () => {
  let atlas: Atlas;
  beforeAll(() => {
    atlas = buildAtlas();
  });

  it('contains every drawable character in four faces, with ink in the middle and an empty border', () => {
    expect([...atlas.keys()].join('')).toBe(DRAWABLE);
    for (const glyph of [...atlas.values()].flat()) {
      expect(glyph.levels).toHaveLength(glyph.width * glyph.height);
      expect(isEmpty(row(glyph, Math.floor(glyph.middle)))).toBe(false);
      expect(isEmpty(row(glyph, 0)) && isEmpty(row(glyph, glyph.height - 1))).toBe(true);
    }
    expect([...atlas.values()].every((faces) => faces.length === 4)).toBe(true);
  });

  it('scales the capitals of all faces to the same height', () => {
    for (const glyph of atlas.get('H')!) {
      const inked = Array.from({ length: glyph.height }, (_, y) => y).filter((y) =>
        row(glyph, y).includes(INK),
      );
      expect(Math.abs(inked.length - CAPITAL_HEIGHT)).toBeLessThanOrEqual(2);
    }
  });

  it('blurs edges: full ink is never next to ground', () => {
    for (const glyph of [...atlas.values()].flat()) {
      const jumps = glyph.levels.filter((level, at) => level === INK && glyph.levels[at + 1] === GROUND);
      expect(jumps).toHaveLength(0);
    }
  });
});
