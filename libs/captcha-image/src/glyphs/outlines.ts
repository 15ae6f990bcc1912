import { createRequire } from 'node:module';
import { loadFont, options } from 'svg-captcha';

/** One path command in pixels, y pointing down, baseline at 0 (opentype.js `Path.commands`). */
export type OutlineStep =
  | { readonly type: 'M' | 'L'; readonly x: number; readonly y: number }
  | { readonly type: 'Q'; readonly x1: number; readonly y1: number; readonly x: number; readonly y: number }
  | {
      readonly type: 'C';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: 'Z' };

/** Returns the outline of one character at a size in pixels per em. */
export type FaceOutlines = (character: string, pixelsPerEm: number) => readonly OutlineStep[];

/** Fields of svg-captcha's `options` that its types omit. */
interface LoadedFont {
  font: {
    charToGlyph(character: string): {
      getPath(x: number, y: number, pixelsPerEm: number): { readonly commands: readonly OutlineStep[] };
    };
  };
  ascender: number;
  descender: number;
}

const loaded = options as unknown as LoadedFont;

/**
 * Four different faces. Three are thin: their strokes are about as thick as the lines across the picture, so that a
 * filter by thickness cannot remove the lines and keep the letters.
 */
const FACES = ['DejaVuSans', 'DejaVuSerif', 'DejaVuSans-Oblique', 'DejaVuSansCondensed-Bold'];

/**
 * Loads the faces with svg-captcha's font loader. The loader keeps one font per process in its options; they are restored
 * before this returns. Release the result after use: it holds megabytes of font data.
 */
export function loadFaces(): FaceOutlines[] {
  const { resolve } = createRequire(import.meta.url);
  const own = { ...loaded };
  try {
    return FACES.map((face) => {
      loadFont(resolve(`dejavu-fonts-ttf/ttf/${face}.ttf`));
      const { font } = loaded;
      return (character, pixelsPerEm) => font.charToGlyph(character).getPath(0, 0, pixelsPerEm).commands;
    });
  } finally {
    Object.assign(loaded, own);
  }
}
