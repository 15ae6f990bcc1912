// What tesseract reads of the pictures, and whether their files hold anything but pixels.
// See libs/captcha-image/README.md for what the tables mean. Fails when a picture holds more than pixels, or when
// tesseract reads more than it may of a full run's `normal` pictures.
import { parseArgs } from 'node:util';
import { ALPHABETS } from '../src/user/captcha/challenge/code-alphabets.js';
import { randomCode } from '../src/user/captcha/challenge/random-code.js';
import { ours, PLAIN, STYLES, SVG_CAPTCHA } from './image-engines.js';
import { print, printTable } from './print-table.js';
import { findHints } from './strength/find-hints.js';
import { toRaster } from './strength/raster.js';
import { hasTesseract, readWithTesseract } from './strength/tesseract.js';

const { values: options } = parseArgs({
  options: {
    /** Pictures of each engine that tesseract reads. */
    images: { type: 'string', default: '1000' },
    /** Which engines, by parts of their names; without it all. */
    only: { type: 'string', multiple: true },
  },
});
const IMAGES = Number(options.images);

const ENGINES = [...STYLES.map(ours), SVG_CAPTCHA, PLAIN].filter(
  ({ name }) => options.only?.some((part) => name.includes(part)) ?? true,
);

/** Share of `normal` pictures that tesseract may read, and how many pictures say so with some certainty. */
const MOST_READ = 0.01;
const ENOUGH_IMAGES = 1000;

const share = (part: number) => `${(100 * part).toFixed(1)} %`;

print(`${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}\n`);
lookForHints();
if (IMAGES > 0) askTesseract();

function lookForHints(): void {
  const hints = STYLES.map(ours).flatMap(({ draw }) =>
    Array.from({ length: 1000 }, () => findHints(draw(randomCode(6, ALPHABETS.letters)))).flat(),
  );
  print(
    `1,000 pictures of each style hold IHDR, PLTE, tRNS, IDAT, IEND and, besides: ${hints.join(', ') || 'nothing'}`,
  );
  if (hints.length > 0) process.exitCode = 1;
}

function askTesseract(): void {
  if (!hasTesseract()) {
    print('\nTesseract was not asked: it is not installed (Debian: apt-get install tesseract-ocr).');
    process.exitCode = 1;
    return;
  }
  print(`\nTesseract, exact answers of ${IMAGES}, by the best of its ways and by any:\n`);
  const readings = ENGINES.map(({ draw }) => {
    const answers = Array.from({ length: IMAGES }, () => randomCode(6, ALPHABETS.letters));
    return readWithTesseract(
      answers.map((answer) => toRaster(draw(answer))),
      answers,
      ALPHABETS.letters,
    );
  });
  printTable(
    ['engine', ...(readings[0]?.ways.map(({ name }) => name) ?? []), 'best', 'any'],
    readings.map(({ ways, best, any }, i) => [
      ENGINES[i]!.name,
      ...ways.map(({ exact }) => String(exact)),
      share(best / IMAGES),
      share(any / IMAGES),
    ]),
  );
  const normal = readings[ENGINES.findIndex(({ name }) => name.endsWith('normal'))];
  if (normal && IMAGES >= ENOUGH_IMAGES && normal.best / IMAGES > MOST_READ) process.exitCode = 1;
}
