import type { Glyph } from '../glyphs/atlas.js';
import type { Canvas } from '../canvas.js';
import type { Placement } from './layout.js';
import type { Warp } from './warp.js';

/**
 * A position in a glyph is packed into one integer, so that the inner loop needs one addition: v in the upper half, u in
 * the lower half, both in 1/64 pixels. Each covers 1,024 pixels, several times the area that is sampled around a glyph.
 */
const ONE = 1 << 6;
const FRACTION = 6;
const V_SHIFT = 16;
const MASK = (1 << 10) - 1;

/** Draws glyphs by inverse mapping: each canvas pixel near a glyph is mapped back to a pixel of the glyph. */
export class GlyphPainter {
  /** The column's share of the glyph position of its pixels; recomputed for each glyph. */
  private readonly columns: Int32Array;

  constructor(private readonly canvas: Canvas) {
    this.columns = new Int32Array(canvas.width);
  }

  /** Overlapping ink stays ink. Pixels outside the canvas are clipped. */
  paint(placement: Placement, warp: Warp): void {
    const { glyph, x: middleX, y: middleY, scaleX, scaleY, shear, rotation } = placement;
    const { canvas, columns } = this;
    const cos = Math.cos(rotation);
    const sin = Math.sin(rotation);
    // Inverse of rotation · shear · scale: picture (x, y) to glyph (u, v).
    const uByX = (cos + shear * sin) / scaleX;
    const uByY = (sin - shear * cos) / scaleX;
    const vByX = -sin / scaleY;
    const vByY = cos / scaleY;

    const lower = Math.max(glyph.middle, glyph.height - glyph.middle);
    const reachX =
      warp.reach + (scaleX * cos * glyph.width) / 2 + scaleY * lower * Math.abs(shear * cos - sin);
    const reachY =
      warp.reach + (scaleX * Math.abs(sin) * glyph.width) / 2 + scaleY * lower * (shear * sin + cos);
    const left = Math.max(0, Math.floor(middleX - reachX));
    const right = Math.min(canvas.width, Math.ceil(middleX + reachX));
    for (let x = left; x < right; x++) {
      const dx = x + 0.5 - middleX;
      const dy = warp.columns[x]!;
      columns[x] = position(uByX * dx + uByY * dy, vByX * dx + vByY * dy);
    }

    // Skip pixels with u outside the glyph's width: about half of the bounding box of a rotated letter.
    const halfSpan = (glyph.width / 2 + Math.abs(uByY) * warp.reach) / uByX + 1;
    const bottom = Math.min(canvas.height, Math.ceil(middleY + reachY));
    for (let y = Math.max(0, Math.floor(middleY - reachY)); y < bottom; y++) {
      const dx = warp.rows[y]!;
      const dy = y + 0.5 - middleY;
      const centre = middleX - dx - (uByY * dy) / uByX;
      const from = Math.max(left, Math.floor(centre - halfSpan));
      const to = Math.min(right, Math.ceil(centre + halfSpan));
      const row = position(uByX * dx + uByY * dy + glyph.width / 2, vByX * dx + vByY * dy + glyph.middle);
      this.paintRow(glyph, row, canvas.indexOf(0, y), from, to);
    }
  }

  /** @param start canvas index of the row's first pixel */
  private paintRow(
    { width, height, levels }: Glyph,
    row: number,
    start: number,
    from: number,
    to: number,
  ): void {
    const { columns } = this;
    const { bytes } = this.canvas;
    for (let x = from; x < to; x++) {
      const at = columns[x]! + row;
      const u = (at >> FRACTION) & MASK;
      const v = (at >> (V_SHIFT + FRACTION)) & MASK;
      // MASK turns negative positions into large ones, so one comparison checks both bounds.
      if (u >= width || v >= height) continue;
      // OR is at least as dark as the darker of two overlapping letters, without a branch.
      bytes[start + x]! |= levels[v * width + u]!;
    }
  }
}

function position(u: number, v: number): number {
  return (Math.round(v * ONE) << V_SHIFT) + Math.round(u * ONE);
}
