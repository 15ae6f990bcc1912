import { createRequire } from 'node:module';
import { loadFont, options } from 'svg-captcha';

/** One step of an outline, in pixels, y pointing down, the baseline at 0 (opentype.js `Path.commands`). */
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

/** The outline of one character at a size in pixels an em. */
export type FaceOutlines = (character: string, pixelsPerEm: number) => readonly OutlineStep[];

/** The part of svg-captcha's `options` its types leave out. */
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
 * Four faces unlike each other. Three are thin: lines across the picture are about as thick as their strokes, so that
 * no filter wipes out the lines and leaves the letters.
 */
const FACES = ['DejaVuSans', 'DejaVuSerif', 'DejaVuSans-Oblique', 'DejaVuSansCondensed-Bold'];

/**
 * The faces captchas are drawn with, parsed by svg-captcha's font loader, which keeps one font for the whole process:
 * its own is put back before this returns. The caller should let go of the outlines soon: fonts are megabytes.
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
