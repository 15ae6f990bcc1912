import { DRAWABLE } from '../drawable.js';
import { fill } from './fill.js';
import { flatten, type Contour } from './flatten.js';
import { loadFaces, type FaceOutlines } from './outlines.js';
import { toInkLevel } from '../picture/palette.js';

/**
 * Height of a capital in the atlas in pixels: about twice that in a picture. With glyphs softened to the width of a
 * picture's pixel, taking the nearest pixel of the atlas is as smooth as mixing four, at a quarter of the price.
 */
export const CAPITAL = 84;

/** Empty pixels around a glyph, into which its softened edges fade. */
const BORDER = 2;

/** One character of one face, ready to be copied: ink levels row by row. */
export interface Glyph {
  readonly width: number;
  readonly height: number;
  /** Row of the middle of a capital: letters with tails hang below the others as they should. */
  readonly middle: number;
  readonly levels: Uint8Array;
}

/** For each drawable character its glyph in every face. */
export type Atlas = ReadonlyMap<string, readonly Glyph[]>;

/** Draws every character of every face once (about 0.3 s, most of it reading fonts). */
export function buildAtlas(): Atlas {
  const faces = loadFaces().map((face) => ({ face, pixelsPerEm: sizeForCapital(face) }));
  return new Map(
    [...DRAWABLE].map((character) => [
      character,
      faces.map(({ face, pixelsPerEm }) => toGlyph(flatten(face(character, pixelsPerEm)))),
    ]),
  );
}

/** Pixels an em at which the face's H is as high as a capital of the atlas. */
function sizeForCapital(face: FaceOutlines): number {
  const { top } = boundsOf(flatten(face('H', 1)));
  return CAPITAL / -top;
}

function toGlyph(contours: readonly Contour[]): Glyph {
  const { left, top, right, bottom } = boundsOf(contours);
  const originX = BORDER - left;
  const originY = BORDER + Math.ceil(-top);
  const width = Math.ceil(right - left) + 2 * BORDER;
  const height = originY + Math.ceil(bottom) + BORDER;
  const moved = contours.map((contour) => contour.map((n, i) => n + (i % 2 === 0 ? originX : originY)));
  return {
    width,
    height,
    middle: originY - CAPITAL / 2,
    levels: soften(fill(moved, width, height), width).map(toInkLevel),
  };
}

/** Mixes each pixel with its neighbours, 1 : 2 : 1 across and then down; the border keeps rows and edges apart. */
function soften(coverage: Uint8Array, width: number): Uint8Array {
  const mix = (from: Uint8Array, step: number) =>
    from.map((middle, i) => ((from[i - step] ?? 0) + 2 * middle + (from[i + step] ?? 0)) / 4);
  return mix(mix(coverage, 1), width);
}

function boundsOf(contours: readonly Contour[]) {
  const points = contours.flat();
  const xs = points.filter((_, i) => i % 2 === 0);
  const ys = points.filter((_, i) => i % 2 === 1);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
