import { DRAWABLE } from '../drawable.js';
import type { Atlas } from '../glyphs/atlas.js';
import { Canvas, type Runs } from '../canvas.js';
import { SeededRandom, SEED_SIZE } from '../random/seeded-random.js';
import { GlyphPainter } from './glyph-painter.js';
import { layOut } from './layout.js';
import { CUT_WIDTH, drawCurve, drawSpecks, INVERT } from './noise.js';
import { GROUND, INK, randomPalette } from '../palette.js';
import { encodePng } from '../png/png.js';
import { trainHuffman } from '../png/train-huffman.js';
import { RunDeflater } from '../png/run-deflater.js';
import type { CaptchaStyle } from './styles.js';
import { randomWarp } from './warp.js';

/** Styles define lengths for this picture height. */
const STYLE_HEIGHT = 80;

/** Pictures that train a style's Huffman codes. At 240×80 they fill the block that {@link trainHuffman} reads. */
const SAMPLES = 16;
const SAMPLE_LENGTH = 6;

/** Draws pictures of one size. The buffers are reused, so a painter is not reentrant. */
export class Painter {
  private readonly canvas: Canvas;
  private readonly glyphs: GlyphPainter;
  private readonly deflaters = new Map<CaptchaStyle, RunDeflater>();

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
  draw(answer: string, style: CaptchaStyle, random: SeededRandom): Buffer {
    const deflater = this.deflaterFor(style);
    const palette = randomPalette(random);
    this.paint(answer, style, random);
    return encodePng(this.canvas, palette, deflater.deflate(this.canvas.pack()));
  }

  private paint(answer: string, style: CaptchaStyle, random: SeededRandom): void {
    const { canvas } = this;
    const scale = this.height / STYLE_HEIGHT;
    canvas.clear();
    const warp = randomWarp(canvas, style.warp * scale, scale, random);
    for (const placement of layOut(answer, this.atlas, canvas, style, scale, random)) {
      this.glyphs.paint(placement, warp);
    }
    for (let cut = 0; cut < style.cuts; cut++) drawCurve(canvas, CUT_WIDTH * scale, GROUND, random);
    for (let band = 0; band < style.bands; band++) drawCurve(canvas, style.bandWidth * scale, INVERT, random);
    for (let curve = 0; curve < style.curves; curve++)
      drawCurve(canvas, style.curveWidth * scale, INK, random);
    drawSpecks(canvas, style.specks, random);
  }

  /** Trains on fixed sample pictures, so that equal seeds give equal bytes. Takes some milliseconds per style. */
  private deflaterFor(style: CaptchaStyle): RunDeflater {
    const cached = this.deflaters.get(style);
    if (cached) return cached;
    const samples = Array.from({ length: SAMPLES }, (_, sample) => {
      const from = (sample * SAMPLE_LENGTH) % DRAWABLE.length;
      const seed = new Uint8Array(SEED_SIZE).fill(sample);
      this.paint(DRAWABLE.slice(from, from + SAMPLE_LENGTH), style, new SeededRandom(seed));
      return expand(this.canvas.pack());
    });
    const deflater = new RunDeflater(trainHuffman(Buffer.concat(samples)), samples[0]!.length);
    this.deflaters.set(style, deflater);
    return deflater;
  }
}

function expand({ bytes, lengths, count }: Runs): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, run) => Buffer.alloc(lengths[run]!, bytes[run])));
}
