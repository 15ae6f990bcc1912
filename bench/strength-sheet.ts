// `npm run bench:sheet`: draws twenty pictures of each style on a sheet for people to read, and writes the answers to a
// separate file. Read the sheet before the answers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PNG } from 'pngjs';
import { ALPHABETS } from '../src/user/captcha/challenge/code/code-alphabets.js';
import { randomCode } from '../src/user/captcha/challenge/code/random-code.js';
import { ours, STYLES } from './image-engines.js';
import { print } from './print-table.js';

const { values: options } = parseArgs({
  options: {
    sheets: { type: 'string', default: 'docs/images' },
    answers: { type: 'string', default: 'bench/dist/answers' },
  },
});

const COLUMNS = 4;
const ROWS = 5;
const PICTURE = { width: 240, height: 80 };
const GAP = 10;
const SIZE = {
  width: COLUMNS * (PICTURE.width + GAP) + GAP,
  height: ROWS * (PICTURE.height + GAP) + GAP,
};

for (const folder of [options.sheets, options.answers]) mkdirSync(folder, { recursive: true });
for (const style of STYLES) {
  const answers = Array.from({ length: COLUMNS * ROWS }, () => randomCode(6, ALPHABETS.letters));
  const sheet = new PNG(SIZE);
  sheet.data.fill(0xff);
  answers.forEach((answer, i) => {
    const x = GAP + (i % COLUMNS) * (PICTURE.width + GAP);
    const y = GAP + Math.floor(i / COLUMNS) * (PICTURE.height + GAP);
    const picture = PNG.sync.read(ours(style).draw(answer));
    PNG.bitblt(picture, sheet, 0, 0, PICTURE.width, PICTURE.height, x, y);
  });
  writeFileSync(`${options.sheets}/legibility-${style}.png`, PNG.sync.write(sheet));
  writeFileSync(`${options.answers}/${style}.txt`, `${answers.join('\n')}\n`);
  print(`${options.sheets}/legibility-${style}.png: read it before ${options.answers}/${style}.txt`);
}
