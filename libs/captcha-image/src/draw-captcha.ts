import { DRAWABLE } from './drawable.js';
import { buildAtlas, type Atlas } from './glyphs/atlas.js';
import { SeededRandom } from './random/seeded-random.js';
import { Painter } from './picture/painter.js';
import { CAPTCHA_STYLES, type CaptchaStyleName } from './picture/styles.js';

/** Allowed sizes in pixels: large enough to read, small enough to draw within a request. */
const SIZE_RANGES = { width: [120, 480], height: [40, 160] } as const;

/** Longer answers become illegible in one line. */
const MAX_LENGTH = 12;

/** Set by the operator. Never take these values from a request: a client could choose an easy or a costly picture. */
export interface CaptchaOptions {
  /** @default 'normal' */
  readonly style?: CaptchaStyleName;
  /** Pixels, 120–480. @default 240 */
  readonly width?: number;
  /** Pixels, 40–160. @default 80 */
  readonly height?: number;
  /** 16 bytes that determine shapes and colours, for repeatable tests. @default fresh `node:crypto` bytes */
  readonly seed?: Uint8Array;
}

export interface CaptchaPicture {
  /** A complete PNG file. */
  readonly png: Buffer;
}

let atlas: Atlas | undefined;
let painter: Painter | undefined;

/**
 * Draws an answer in about 0.11 ms. The first call also builds the glyph atlas, about 0.3 s (see {@link warmUp}).
 *
 * @param answer 1 to 12 characters of A–Z and 0–9
 * @param style a style name, or options
 * @throws {RangeError} for an answer, style, size or seed outside these limits
 */
export function drawCaptcha(answer: string, style: CaptchaStyleName | CaptchaOptions = {}): CaptchaPicture {
  const options = typeof style === 'string' ? { style } : style;
  const { width = 240, height = 80, seed } = options;
  const captchaStyle = CAPTCHA_STYLES[options.style ?? 'normal'];
  checkAnswer(answer);
  const random = seed ? new SeededRandom(seed) : SeededRandom.unpredictable();
  return { png: painterFor(width, height).draw(answer, captchaStyle, random) };
}

/**
 * Builds the glyph atlas and draws one picture, so that the first request does not pay for it: about 0.3 s, most of it
 * reading fonts. A missing font or an invalid size fails here, at start. Later calls only draw a picture.
 *
 * @param style the style and size that will be drawn
 * @throws {RangeError} as {@link drawCaptcha}
 */
export function warmUp(style: CaptchaStyleName | CaptchaOptions = {}): void {
  drawCaptcha('A', style);
}

/** Keeps only the last painter: a process draws one size. Another size costs some milliseconds. */
function painterFor(width: number, height: number): Painter {
  if (painter?.width === width && painter.height === height) return painter;
  checkSide('width', width);
  checkSide('height', height);
  atlas ??= buildAtlas();
  return (painter = new Painter(atlas, width, height));
}

function checkSide(side: keyof typeof SIZE_RANGES, pixels: number): void {
  const [min, max] = SIZE_RANGES[side];
  if (Number.isInteger(pixels) && pixels >= min && pixels <= max) return;
  throw new RangeError(
    `${side} of a picture must be a whole number of ${min} to ${max} pixels, not ${pixels}`,
  );
}

function checkAnswer(answer: string): void {
  if (answer.length < 1 || answer.length > MAX_LENGTH) {
    throw new RangeError(`an answer has 1 to ${MAX_LENGTH} characters, not ${answer.length}`);
  }
  const unknown = [...answer].find((character) => !DRAWABLE.includes(character));
  if (unknown !== undefined) {
    throw new RangeError(`cannot draw ${JSON.stringify(unknown)}: the alphabet for drawing is ${DRAWABLE}`);
  }
}
