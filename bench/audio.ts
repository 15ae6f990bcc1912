// `npm run bench:audio -- [clips]`: length, size and CPU time of spoken captchas per language.
import { randomInt } from 'node:crypto';
import { speakCaptcha, SPOKEN_LANGUAGES } from '@system-management/captcha-audio';
import { printTable } from './print-table.js';
import { median } from '../test/support/load/statistics.js';

const CLIPS = Number(process.argv[2] ?? 200);
/** Samples per second. A sample is one byte. */
const RATE = 8000;
/** Bytes before the samples of a WAV file. */
const HEADER_SIZE = 44;

function measure(language: string): string[] {
  for (let i = 0; i < 50; i++) wavSize(language);
  const cpu = process.cpuUsage();
  const sizes = Array.from({ length: CLIPS }, () => wavSize(language));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = sizes.map((size) => (size - HEADER_SIZE) / RATE);
  return [
    language,
    `${median(seconds).toFixed(1)} (${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)})`,
    String(median(sizes)),
    String(Math.ceil(median(sizes) / 3) * 4),
    ((user + system) / 1000 / CLIPS).toFixed(2),
  ];
}

/** Speaks six random digits and returns the size of the file in bytes. */
function wavSize(language: string): number {
  return speakCaptcha(String(randomInt(1_000_000)).padStart(6, '0'), language).wav.length;
}

printTable(
  ['language', 'seconds, median (min–max)', 'WAV bytes', 'base64 characters', 'CPU ms'],
  SPOKEN_LANGUAGES.map(measure),
);
