// `npm run bench:samples`: writes pictures and spoken captchas with their answers, for the programs in bench/readers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { speakCaptcha } from '@system-management/captcha-audio';
import type { CaptchaStyleName } from '@system-management/captcha-image';
import { ALPHABETS } from '../src/user/captcha/challenge/code/code-alphabets.js';
import { randomCode } from '../src/user/captcha/challenge/code/random-code.js';
import { ours } from './image-engines.js';
import { print } from './print-table.js';
import { toRaster } from './strength/raster.js';

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string', default: 'bench/dist/samples' },
    pictures: { type: 'string', default: '5300' },
    style: { type: 'string', default: 'normal' },
    clips: { type: 'string', default: '2500' },
    language: { type: 'string', default: 'en' },
  },
});

/** Characters of a code. */
const LENGTH = 6;
/** Bytes before the samples of a WAV file. */
const WAV_HEADER_SIZE = 44;

/** Writes `name.bin`, one sample after the other, and `name.txt`: a line per sample, its answer and its size in bytes. */
function write(
  name: string,
  count: number,
  alphabet: string,
  sampleOf: (answer: string) => Uint8Array,
): void {
  const answers = Array.from({ length: count }, () => randomCode(LENGTH, alphabet));
  const samples = answers.map(sampleOf);
  writeFileSync(`${options.folder}/${name}.bin`, Buffer.concat(samples));
  const lines = answers.map((answer, i) => `${answer} ${samples[i]!.length}\n`);
  writeFileSync(`${options.folder}/${name}.txt`, lines.join(''));
  print(`${options.folder}/${name}.bin: ${count}`);
}

mkdirSync(options.folder, { recursive: true });
const engine = ours(options.style as CaptchaStyleName);
write(
  'pictures',
  Number(options.pictures),
  ALPHABETS.letters,
  (answer) => toRaster(engine.draw(answer)).gray,
);
write('clips', Number(options.clips), ALPHABETS.digits, (answer) =>
  speakCaptcha(answer, options.language).wav.subarray(WAV_HEADER_SIZE),
);
