import type { Canvas } from './canvas.js';
import type { Placement } from './layout.js';
import type { Warp } from './warp.js';

/** Fixed point with 16 bits behind the point: the inner loop only adds, shifts and compares whole numbers. */
const ONE = 1 << 16;

/** Copies glyphs onto a canvas: each pixel near one is traced back to the glyph's own pixels. */
export class GlyphPainter {
  /** Per column, what it adds to the glyph position of every pixel in it; refilled for each glyph. */
  private readonly columnU: Int32Array;
  private readonly columnV: Int32Array;

  constructor(private readonly canvas: Canvas) {
    this.columnU = new Int32Array(canvas.width);
    this.columnV = new Int32Array(canvas.width);
  }

  /** Ink over ink stays ink; what falls outside the canvas is cut off. */
  paint(placement: Placement, warp: Warp): void {
    const { glyph, x: middleX, y: middleY, scaleX, scaleY, shear, rotation } = placement;
    const { canvas, columnU, columnV } = this;
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
      columnU[x] = (uByX * dx + uByY * dy) * ONE;
      columnV[x] = (vByX * dx + vByY * dy) * ONE;
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
      const rowU = (uByX * dx + uByY * dy + glyph.width / 2) * ONE;
      const rowV = (vByX * dx + vByY * dy + glyph.middle) * ONE;
      this.paintRow(placement, y, from, to, rowU | 0, rowV | 0);
    }
  }

  private paintRow(
    { glyph }: Placement,
    y: number,
    from: number,
    to: number,
    rowU: number,
    rowV: number,
  ): void {
    const { columnU, columnV } = this;
    const { bytes } = this.canvas;
    const { width, height, levels } = glyph;
    const start = this.canvas.indexOf(0, y);
    for (let x = from; x < to; x++) {
      const u = (columnU[x]! + rowU) >> 16;
      const v = (columnV[x]! + rowV) >> 16;
      // Unsigned, a negative number is a huge one: one comparison serves both ends.
      if (u >>> 0 >= width || v >>> 0 >= height) continue;
      const level = levels[v * width + u]!;
      if (level > bytes[start + x]!) bytes[start + x] = level;
    }
  }
}
