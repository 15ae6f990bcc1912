import { CAPITAL, type Atlas, type Glyph } from '../glyphs/atlas.js';
import type { Canvas } from './canvas.js';
import type { SeededRandom } from '../random/seeded-random.js';
import type { CaptchaStyle } from './styles.js';

/** Room left and right of the answer, and between two characters, in pixels of an 80 px high picture. */
const MARGIN = 9;
const GAP = 4;

/** A glyph and how it is shown: scaled, slanted and turned about its middle. */
export interface Placement {
  readonly glyph: Glyph;
  /** Where its middle goes, in pixels before the warp. */
  readonly x: number;
  readonly y: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly shear: number;
  /** Radians. */
  readonly rotation: number;
}

/** Lays out an answer of drawable characters, narrowing them when they need more than the width. */
export function layOut(
  answer: string,
  atlas: Atlas,
  canvas: Canvas,
  style: CaptchaStyle,
  scale: number,
  random: SeededRandom,
): Placement[] {
  const [lowest, highest] = style.height;
  const glyphs = [...answer].map((character) => {
    const faces = atlas.get(character)!;
    const glyph = faces[random.whole(0, faces.length - 1)]!;
    const size = (scale * random.between(lowest, highest)) / CAPITAL;
    return { glyph, size, room: (glyph.width * size + GAP * scale) * style.advance };
  });
  const needed = glyphs.reduce((sum, { room }) => sum + room, 0);
  const available = canvas.width - 2 * MARGIN * scale;
  const squeeze = Math.min(1, available / needed);
  let left = MARGIN * scale + random.between(0, available - needed * squeeze);
  return glyphs.map(({ glyph, size, room }) => {
    const x = left + (room * squeeze) / 2;
    left += room * squeeze;
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
