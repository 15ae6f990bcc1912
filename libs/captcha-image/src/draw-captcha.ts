import { DRAWABLE } from './drawable.js';
import { buildAtlas, type Atlas } from './glyphs/atlas.js';
import { SeededRandom } from './random/seeded-random.js';
import { Painter } from './picture/painter.js';
import { CAPTCHA_STYLES, type CaptchaStyleName } from './picture/styles.js';

/** Sizes a picture may have, in pixels: large enough to read, small enough to draw within a request. */
const SIZES = { width: [120, 480], height: [40, 160] } as const;

/** More characters than this cannot be told apart in one line. */
const LONGEST_ANSWER = 12;

/** What the operator chose. Never fill this from a request: a caller could ask for easy or for costly pictures. */
export interface CaptchaOptions {
  /** @default 'normal' */
  readonly style?: CaptchaStyleName;
  /** Pixels, 120–480. @default 240 */
  readonly width?: number;
  /** Pixels, 40–160. @default 80 */
  readonly height?: number;
  /** 16 bytes from which shapes and colours follow, for repeatable tests. @default fresh `node:crypto` bytes */
  readonly seed?: Uint8Array;
}

/** A drawn answer: the picture is all that leaves this package. */
export interface CaptchaPicture {
  /** A complete PNG file. */
  readonly png: Buffer;
}

let atlas: Atlas | undefined;
let painter: Painter | undefined;

/**
 * Draws an answer, in about 0.11 ms; the very first call also prepares the letters, about 0.3 s (see {@link warmUp}).
 *
 * @param answer 1 to 12 characters of A–Z and 0–9
 * @param style name of a style, or options
 * @throws {RangeError} for an answer, style, size or seed outside these limits
 */
export function drawCaptcha(answer: string, style: CaptchaStyleName | CaptchaOptions = {}): CaptchaPicture {
  const options = typeof style === 'string' ? { style } : style;
  const { width = 240, height = 80, seed } = options;
  const look = CAPTCHA_STYLES[options.style ?? 'normal'];
  checkAnswer(answer);
  const random = seed ? new SeededRandom(seed) : SeededRandom.unpredictable();
  return { png: painterOf(width, height).draw(answer, look, random) };
}

/**
 * Prepares the letters and draws once, at start instead of within somebody's first request: about 0.3 s, nearly all of
 * it reading fonts. Fails at start if drawing ever would. Doing it again costs next to nothing.
 *
 * @param style as for {@link drawCaptcha}: what will be drawn later
 */
export function warmUp(style: CaptchaStyleName | CaptchaOptions = {}): void {
  drawCaptcha('A', style);
}

/** A process draws one size for all its life, so only the last is kept; another one costs some milliseconds anew. */
function painterOf(width: number, height: number): Painter {
  if (painter?.width === width && painter.height === height) return painter;
  checkSide('width', width);
  checkSide('height', height);
  atlas ??= buildAtlas();
  return (painter = new Painter(atlas, width, height));
}

function checkSide(side: keyof typeof SIZES, pixels: number): void {
  const [least, most] = SIZES[side];
  if (Number.isInteger(pixels) && pixels >= least && pixels <= most) return;
  throw new RangeError(
    `${side} of a picture must be a whole number of ${least} to ${most} pixels, not ${pixels}`,
  );
}

function checkAnswer(answer: string): void {
  if (answer.length < 1 || answer.length > LONGEST_ANSWER) {
    throw new RangeError(`an answer has 1 to ${LONGEST_ANSWER} characters, not ${answer.length}`);
  }
  const unknown = [...answer].find((character) => !DRAWABLE.includes(character));
  if (unknown !== undefined) {
    throw new RangeError(`cannot draw ${JSON.stringify(unknown)}: the alphabet for drawing is ${DRAWABLE}`);
  }
}
