import type { Atlas } from './atlas.js';
import { Canvas } from './canvas.js';
import type { CosmeticRandom } from './cosmetic-random.js';
import { GlyphPainter } from './glyph-painter.js';
import { layOut } from './layout.js';
import { CUT_WIDTH, drawCurve, drawSpecks, INVERT } from './litter.js';
import { GROUND, INK, randomPalette } from './palette.js';
import { encodePng } from './png.js';
import type { CaptchaStyle } from './styles.js';
import { randomWarp } from './warp.js';

/** Styles give lengths for a picture of this height. */
const STYLE_HEIGHT = 80;

/** Draws pictures of one size, each over the memory of the one before. */
export class Painter {
  private readonly canvas: Canvas;
  private readonly glyphs: GlyphPainter;

  /** Width and height in pixels. */
  constructor(
    private readonly atlas: Atlas,
    readonly width: number,
    readonly height: number,
  ) {
    this.canvas = new Canvas(width, height);
    this.glyphs = new GlyphPainter(this.canvas);
  }

  /** @param answer drawable characters only */
  draw(answer: string, style: CaptchaStyle, random: CosmeticRandom): Buffer {
    const { canvas } = this;
    const scale = this.height / STYLE_HEIGHT;
    canvas.clear();
    const palette = randomPalette(random);
    const warp = randomWarp(canvas, style.warp * scale, scale, random);
    for (const placement of layOut(answer, this.atlas, canvas, style, scale, random)) {
      this.glyphs.paint(placement, warp);
    }
    for (let cut = 0; cut < style.cuts; cut++) drawCurve(canvas, CUT_WIDTH * scale, GROUND, random);
    for (let band = 0; band < style.bands; band++) drawCurve(canvas, style.bandWidth * scale, INVERT, random);
    for (let curve = 0; curve < style.curves; curve++)
      drawCurve(canvas, style.curveWidth * scale, INK, random);
    drawSpecks(canvas, style.specks, random);
    return encodePng(canvas, palette);
  }
}
