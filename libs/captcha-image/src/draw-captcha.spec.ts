import { randomInt } from 'node:crypto';
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DRAWABLE } from './drawable.js';
import { drawCaptcha, warmUp } from './draw-captcha.js';
import { CAPTCHA_STYLES, type CaptchaStyleName } from './picture/styles.js';
import { coloursOf, decodePng } from './testing/decode-png.js';

const STYLES = Object.keys(CAPTCHA_STYLES) as CaptchaStyleName[];
const seed = (byte: number) => new Uint8Array(16).fill(byte);
const LETTERS = 'ACDEFHKMNPRTUWXY369';
const answer = () => Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

function chunkTypes(png: Buffer): string[] {
  const types: string[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    types.push(png.toString('latin1', at + 4, at + 8));
  return types;
}

/** The data of the only IDAT chunk. */
function pixelsOf(png: Buffer): Buffer {
  const type = png.indexOf('IDAT');
  return png.subarray(type + 4, type + 4 + png.readUInt32BE(type - 4));
}

/** Share of pixels that differ from the first pixel, which is ground. */
function inkShare(png: Buffer): number {
  const colours = coloursOf(png);
  return colours.filter((colour) => colour !== colours[0]).length / colours.length;
}

describe('drawCaptcha()', () => {
  beforeAll(() => warmUp());
  afterEach(() => vi.restoreAllMocks());

  it.each(STYLES)('draws a PNG of 240×80 opaque pixels in style %s', (style) => {
    const { png } = drawCaptcha(answer(), style);
    const picture = decodePng(png);
    expect([picture.width, picture.height]).toEqual([240, 80]);
    expect(inkShare(png)).toBeGreaterThan(0.05);
    expect(inkShare(png)).toBeLessThan(0.5);
    expect(picture.data.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true);
  });

  it('writes no chunk that could carry text, a time or a program name, in 300 pictures', () => {
    for (let draw = 0; draw < 300; draw++) {
      const { png } = drawCaptcha(answer(), STYLES[draw % STYLES.length]);
      expect(chunkTypes(png)).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
    }
  });

  it('keeps the median of 501 pictures within 2.2 kB of base64', () => {
    const sizes = Array.from({ length: 501 }, () => drawCaptcha(answer()).png.toString('base64').length);
    expect(sizes.sort((a, b) => a - b)[250]).toBeLessThanOrEqual(2200);
  });

  it.each(
    STYLES.flatMap((style) => [
      [style, 120, 40] as const,
      [style, 240, 80] as const,
      [style, 479, 160] as const,
    ]),
  )('compresses style %s at %i×%i to at most 90 bytes more than zlib', (style, width, height) => {
    const extra = Array.from({ length: 100 }, () => {
      const ours = pixelsOf(drawCaptcha(answer(), { style, width, height }).png);
      const zlibs = deflateSync(inflateSync(ours), { level: 1, strategy: constants.Z_RLE });
      return ours.length - zlibs.length;
    });
    expect(extra.reduce((sum, bytes) => sum + bytes, 0) / extra.length).toBeLessThan(90);
  });

  it('repeats a picture for equal seeds only', () => {
    const drawn = (options?: { seed: Uint8Array }) => drawCaptcha('ACDEFH', options).png.toString('base64');
    expect(drawn({ seed: seed(1) })).toBe(drawn({ seed: seed(1) }));
    expect(drawn({ seed: seed(1) })).not.toBe(drawn({ seed: seed(2) }));
    expect(drawn()).not.toBe(drawn());
  });

  it('draws each picture independently of the previous one', () => {
    const alone = drawCaptcha('T', { seed: seed(1) }).png;
    drawCaptcha('WWWWWW', { style: 'hard' });
    expect(drawCaptcha('T', { seed: seed(1) }).png.equals(alone)).toBe(true);
  });

  it('draws every supported character differently', () => {
    const pictures = [...DRAWABLE].map(
      (character) => drawCaptcha(character, { style: 'easy', seed: seed(7) }).png,
    );
    expect(new Set(pictures.map((png) => png.toString('base64'))).size).toBe(DRAWABLE.length);
    // The lines alone cover less than this share.
    for (const png of pictures) expect(inkShare(png)).toBeGreaterThan(0.035);
  });

  it('fits twelve of the widest letter into the picture', () => {
    const colours = coloursOf(drawCaptcha('W'.repeat(12), { style: 'easy', seed: seed(3) }).png);
    const edges = [0, 239].map(
      (x) => colours.filter((colour, at) => at % 240 === x && colour !== colours[0]).length,
    );
    // Only the line crosses the edge.
    for (const inked of edges) expect(inked).toBeLessThan(8);
  });

  // Four pixels share a byte, so the last byte of a row may be partly used.
  it.each([
    [360, 120],
    [241, 80],
    [242, 41],
    [243, 160],
  ])('draws in the requested size: %i×%i', (width, height) => {
    const { png } = drawCaptcha('ACDEFH', { width, height, style: 'easy' });
    const picture = decodePng(png);
    expect([picture.width, picture.height]).toEqual([width, height]);
    expect(inkShare(png)).toBeGreaterThan(0.05);
    expect(inkShare(png)).toBeLessThan(0.3);
  });

  it.each(
    STYLES.flatMap((style) => [
      [style, 120, 160] as const,
      [style, 243, 41] as const,
      [style, 480, 40] as const,
    ]),
  )('draws style %s in any aspect ratio: %i×%i', (style, width, height) => {
    const { png } = drawCaptcha('ACDEFH', { width, height, style, seed: seed(2) });
    const picture = decodePng(png);
    expect([picture.width, picture.height]).toEqual([width, height]);
    expect(inkShare(png)).toBeGreaterThan(0.05);
    expect(inkShare(png)).toBeLessThan(0.75);
  });

  it.each([
    [{ width: 119 }, 'width of a picture must be a whole number of 120 to 480 pixels, not 119'],
    [{ width: 481 }, 'not 481'],
    [{ width: 240.5 }, 'not 240.5'],
    [{ height: 39 }, 'height of a picture must be a whole number of 40 to 160 pixels, not 39'],
    [{ height: 161 }, 'not 161'],
    [{ seed: new Uint8Array(15) }, 'a seed has 16 bytes, not 15'],
  ])('refuses options %j', (options, message) => {
    expect(() => drawCaptcha('ACDEFH', options)).toThrow(message);
  });

  it.each(['é', 'a', ' ', '-', '中', '😀'])(
    'refuses the character %j and lists the supported ones',
    (character) => {
      expect(() => drawCaptcha(`AC${character}`)).toThrow(
        `cannot draw ${JSON.stringify(character)}: the alphabet for drawing is ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789`,
      );
    },
  );

  it.each(['', 'A'.repeat(13)])('refuses an answer of 0 or 13 characters', (text) => {
    expect(() => drawCaptcha(text)).toThrow(`1 to 12 characters, not ${text.length}`);
  });

  it('does not use Math.random()', () => {
    const random = vi.spyOn(Math, 'random');
    for (const style of STYLES) drawCaptcha(answer(), style);
    expect(random).not.toHaveBeenCalled();
  });
});

describe('warmUp()', () => {
  it('does not change later pictures', () => {
    const before = drawCaptcha('ACDEFH', { seed: seed(4) }).png;
    warmUp();
    expect(drawCaptcha('ACDEFH', { seed: seed(4) }).png.equals(before)).toBe(true);
  });
});
