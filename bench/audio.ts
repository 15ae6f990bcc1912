// `npm run bench:audio -- [clips] [languages to attack, separated by commas]`: length, size and CPU time of spoken captchas
// per language, and the share that a template matcher reads. The attacker has the package, so any number of clips with
// known answers, but no trained model.
import { speakCaptcha, SPOKEN_LANGUAGES } from '@system-management/captcha-audio';
import { attack } from './audio/attack.js';
import { newAnswer, secondsOf } from './audio/clip.js';
import { print, printTable } from './print-table.js';
import { median } from '../test/support/load/statistics.js';

const CLIPS = Number(process.argv[2] ?? 200);
const ATTACKED = process.argv[3]?.split(',') ?? SPOKEN_LANGUAGES;

function sizeRow(language: string): string[] {
  for (let i = 0; i < 50; i++) speakCaptcha(newAnswer(), language);
  const cpu = process.cpuUsage();
  const clips = Array.from({ length: CLIPS }, () => speakCaptcha(newAnswer(), language).wav.length);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = clips.map(secondsOf);
  return [
    language,
    `${median(seconds).toFixed(1)} (${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)})`,
    String(median(clips)),
    String(Math.ceil(median(clips) / 3) * 4),
    ((user + system) / 1000 / CLIPS).toFixed(2),
  ];
}

function attackRow(language: string): string[] {
  const { segmented, correctDigits, exact } = attack(language, CLIPS);
  return [language, percent(segmented, CLIPS), percent(correctDigits, 6 * segmented), percent(exact, CLIPS)];
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–';
}

printTable(
  ['language', 'seconds, median (min–max)', 'WAV bytes', 'base64 characters', 'CPU ms'],
  SPOKEN_LANGUAGES.map(sizeRow),
);
print('');
printTable(
  ['language', 'clips segmented', 'correct digits in these', 'read exactly'],
  ATTACKED.map(attackRow),
);
