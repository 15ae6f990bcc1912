// `npm run bench:strength`: counts the pictures that tesseract reads, and checks the files for data other than pixels.
// libs/captcha-image/README.md explains the tables. Exits with 1 when a file contains other data, or when tesseract reads
// more than 1 % of the `normal` pictures of a full run.
import { parseArgs } from 'node:util';
import { ALPHABETS } from '../src/user/captcha/challenge/code/code-alphabets.js';
import { randomCode } from '../src/user/captcha/challenge/code/random-code.js';
import { ours, PLAIN, STYLES, SVG_CAPTCHA } from './image-engines.js';
import { print, printTable } from './print-table.js';
import { findHints } from './strength/find-hints.js';
import { toRaster } from './strength/raster.js';
import { hasTesseract, readWithTesseract } from './strength/tesseract.js';

const { values: options } = parseArgs({
  options: {
    /** Pictures per engine. */
    images: { type: 'string', default: '1000' },
    /** Selects engines by parts of their names. @default all */
    only: { type: 'string', multiple: true },
  },
});
const IMAGES = Number(options.images);

const ENGINES = [...STYLES.map(ours), SVG_CAPTCHA, PLAIN].filter(
  ({ name }) => options.only?.some((part) => name.includes(part)) ?? true,
);

/** Maximum share of `normal` pictures that tesseract may read, and the sample size that makes the share significant. */
const MAX_READ = 0.01;
const MIN_IMAGES = 1000;

const share = (part: number) => `${(100 * part).toFixed(1)} %`;

print(`${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}\n`);
checkForHints();
if (IMAGES > 0) runTesseract();

function checkForHints(): void {
  const hints = STYLES.map(ours).flatMap(({ draw }) =>
    Array.from({ length: 1000 }, () => findHints(draw(randomCode(6, ALPHABETS.letters)))).flat(),
  );
  print(
    `1,000 pictures of each style: chunks other than IHDR, PLTE, tRNS, IDAT, IEND: ${hints.join(', ') || 'none'}`,
  );
  if (hints.length > 0) process.exitCode = 1;
}

function runTesseract(): void {
  if (!hasTesseract()) {
    print('\nSkipped tesseract: it is not installed (Debian: apt-get install tesseract-ocr).');
    process.exitCode = 1;
    return;
  }
  print(`\nTesseract, exact answers of ${IMAGES}, by each method, the best method and any method:\n`);
  const readings = ENGINES.map(({ draw }) => {
    const answers = Array.from({ length: IMAGES }, () => randomCode(6, ALPHABETS.letters));
    return readWithTesseract(
      answers.map((answer) => toRaster(draw(answer))),
      answers,
      ALPHABETS.letters,
    );
  });
  printTable(
    ['engine', ...(readings[0]?.methods.map(({ name }) => name) ?? []), 'best', 'any'],
    readings.map(({ methods, best, any }, i) => [
      ENGINES[i]!.name,
      ...methods.map(({ exact }) => String(exact)),
      share(best / IMAGES),
      share(any / IMAGES),
    ]),
  );
  const normal = readings[ENGINES.findIndex(({ name }) => name.endsWith('normal'))];
  if (normal && IMAGES >= MIN_IMAGES && normal.best / IMAGES > MAX_READ) process.exitCode = 1;
}
