import { CAPITAL_HEIGHT, type Atlas, type Glyph } from '../glyphs/atlas.js';
import type { Canvas } from '../canvas.js';
import type { SeededRandom } from '../random/seeded-random.js';
import type { CaptchaStyle } from './styles.js';

/** Margin left and right of the answer, and gap between characters, in pixels of an 80 px high picture. */
const MARGIN = 9;
const GAP = 4;

/** A glyph with its transformation about its middle: scale, shear, rotation. */
export interface Placement {
  readonly glyph: Glyph;
  /** Position of its middle in pixels, before the warp. */
  readonly x: number;
  readonly y: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly shear: number;
  /** Radians. */
  readonly rotation: number;
}

/** Places the characters of an answer and narrows them when they exceed the canvas width. */
export function layOut(
  answer: string,
  atlas: Atlas,
  canvas: Canvas,
  style: CaptchaStyle,
  scale: number,
  random: SeededRandom,
): Placement[] {
  const [minHeight, maxHeight] = style.height;
  const glyphs = [...answer].map((character) => {
    const faces = atlas.get(character)!;
    const glyph = faces[random.whole(0, faces.length - 1)]!;
    const size = (scale * random.between(minHeight, maxHeight)) / CAPITAL_HEIGHT;
    return { glyph, size, advance: (glyph.width * size + GAP * scale) * style.advance };
  });
  const needed = glyphs.reduce((sum, { advance }) => sum + advance, 0);
  const available = canvas.width - 2 * MARGIN * scale;
  const squeeze = Math.min(1, available / needed);
  let left = MARGIN * scale + random.between(0, available - needed * squeeze);
  return glyphs.map(({ glyph, size, advance }) => {
    const x = left + (advance * squeeze) / 2;
    left += advance * squeeze;
    return {
      glyph,
      x,
      y: canvas.height / 2 + random.around(style.jitter * scale),
      scaleX: size * squeeze,
      scaleY: size,
      shear: random.around(style.shear),
      rotation: random.around(style.rotation),
    };
  });
}
