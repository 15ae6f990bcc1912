import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { Resvg } from '@resvg/resvg-js';
import { CAPTCHA_STYLES, drawCaptcha, type CaptchaStyleName } from '@system-management/captcha-image';

export interface ImageEngine {
  readonly name: string;
  /** @returns a PNG file */
  readonly draw: (answer: string) => Buffer;
}

/** Picture size of all engines in pixels. */
const WIDTH = 240;
const HEIGHT = 80;
const SANS = 'DejaVu Sans';

const require = createRequire(import.meta.url);
GlobalFonts.registerFromPath(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'), SANS);

/** The package's main export is a function, which its types omit. */
const drawSvg = require('svg-captcha') as (text: string, options: object) => string;

/** This project's engine in one of its styles. */
export function ours(style: CaptchaStyleName): ImageEngine {
  return { name: `captcha-image ${style}`, draw: (answer) => drawCaptcha(answer, style).png };
}

export const STYLES = Object.keys(CAPTCHA_STYLES) as CaptchaStyleName[];

/** svg-captcha with two noise lines and default options, converted to PNG. */
export const SVG_CAPTCHA: ImageEngine = {
  name: 'svg-captcha + resvg',
  draw(answer) {
    const svg = drawSvg(answer, { width: WIDTH, height: HEIGHT, noise: 2 });
    return new Resvg(svg, { font: { loadSystemFonts: false }, background: 'white' }).render().asPng();
  },
};

/** Rotated letters and two lines on @napi-rs/canvas, as in common recipes. */
export const CANVAS: ImageEngine = {
  name: '@napi-rs/canvas',
  draw(answer) {
    const { canvas, context } = blankCanvas();
    context.font = `38px ${SANS}`;
    [...answer].forEach((character, i) => {
      context.setTransform(1, 0, 0, 1, 26 + 37 * i, HEIGHT / 2 + around(6));
      context.rotate(around(0.25));
      context.fillText(character, 0, 0);
    });
    context.resetTransform();
    for (let line = 0; line < 2; line++) {
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(0, HEIGHT / 2 + around(25));
      context.bezierCurveTo(80, 40 + around(40), 160, 40 + around(40), WIDTH, HEIGHT / 2 + around(25));
      context.stroke();
    }
    return canvas.toBuffer('image/png');
  },
};

/** Undistorted text: the upper bound for recognition. */
export const PLAIN: ImageEngine = {
  name: 'plain text',
  draw(answer) {
    const { canvas, context } = blankCanvas();
    context.font = `40px ${SANS}`;
    context.fillText(answer, WIDTH / 2, HEIGHT / 2);
    return canvas.toBuffer('image/png');
  },
};

/** A white canvas with black, centred text. */
function blankCanvas() {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = 'black';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  return { canvas, context };
}

/** Low-discrepancy sequence by the golden ratio. It costs almost nothing, so it does not slow the compared engine down. */
let fraction = 0;
function around(size: number): number {
  fraction = (fraction + 0.618034) % 1;
  return size * (2 * fraction - 1);
}
