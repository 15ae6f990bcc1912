import type { Glyph } from './atlas.js';
import type { Canvas } from '../picture/canvas.js';
import type { Placement } from '../picture/layout.js';
import type { Warp } from '../picture/warp.js';

/**
 * A position in a glyph is one whole number, so that the inner loop does with one addition: v in its upper and u in its
 * lower half, each in 64ths of a pixel. Both reach 1,024 pixels, several times what is ever looked at around a glyph.
 */
const ONE = 1 << 6;
const FRACTION = 6;
const V_SHIFT = 16;
const MASK = (1 << 10) - 1;

/** Copies glyphs onto a canvas: each pixel near one is traced back to the glyph's own pixels. */
export class GlyphPainter {
  /** Per column, what it adds to the glyph position of every pixel in it; refilled for each glyph. */
  private readonly columns: Int32Array;

  constructor(private readonly canvas: Canvas) {
    this.columns = new Int32Array(canvas.width);
  }

  /** Ink over ink stays ink; what falls outside the canvas is cut off. */
  paint(placement: Placement, warp: Warp): void {
    const { glyph, x: middleX, y: middleY, scaleX, scaleY, shear, rotation } = placement;
    const { canvas, columns } = this;
    const cos = Math.cos(rotation);
    const sin = Math.sin(rotation);
    // The inverse of turn · slant · scale, from picture (x, y) to glyph (u, v).
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

    // A row meets the glyph only where u is within its width: about half of the box around a turned letter.
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

  /** @param start index of the row's first pixel */
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
      // A negative number has become a large one: one comparison serves both ends.
      if (u >= width || v >= height) continue;
      // Where two letters meet, this is as dark as the darker of them or darker, and takes no branch.
      bytes[start + x]! |= levels[v * width + u]!;
    }
  }
}

function position(u: number, v: number): number {
  return (Math.round(v * ONE) << V_SHIFT) + Math.round(u * ONE);
}
