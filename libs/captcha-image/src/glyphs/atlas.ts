import { DRAWABLE } from '../drawable.js';
import { fill } from './fill.js';
import { flatten, type Contour } from './flatten.js';
import { loadFaces, type FaceOutlines } from './outlines.js';
import { toInkLevel } from '../palette.js';

/**
 * Height of a capital in the atlas in pixels, about twice the height in a picture. Glyphs are blurred to the width of a
 * picture's pixel, so nearest-neighbour sampling is as smooth as bilinear sampling at a quarter of the cost.
 */
export const CAPITAL_HEIGHT = 84;

/** Empty pixels around a glyph, for its blurred edges. */
const BORDER = 2;

/** One character of one face, rasterised. */
export interface Glyph {
  readonly width: number;
  readonly height: number;
  /** Row of the middle of a capital, so that all glyphs share a baseline. */
  readonly middle: number;
  /** Ink levels, row by row. */
  readonly levels: Uint8Array;
}

/** The glyphs of each drawable character, one per face. */
export type Atlas = ReadonlyMap<string, readonly Glyph[]>;

/** Rasterises every character of every face (about 0.3 s, most of it reading fonts). */
export function buildAtlas(): Atlas {
  const faces = loadFaces().map((face) => ({ face, pixelsPerEm: pixelsPerEmOf(face) }));
  return new Map(
    [...DRAWABLE].map((character) => [
      character,
      faces.map(({ face, pixelsPerEm }) => toGlyph(flatten(face(character, pixelsPerEm)))),
    ]),
  );
}

/** Pixels per em at which the face's H is {@link CAPITAL_HEIGHT} high. */
function pixelsPerEmOf(face: FaceOutlines): number {
  const { top } = boundsOf(flatten(face('H', 1)));
  return CAPITAL_HEIGHT / -top;
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
    middle: originY - CAPITAL_HEIGHT / 2,
    levels: blur(fill(moved, width, height), width).map(toInkLevel),
  };
}

/** Blurs with the kernel 1:2:1, horizontally and then vertically. The border keeps rows from mixing. */
function blur(coverage: Uint8Array, width: number): Uint8Array {
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
