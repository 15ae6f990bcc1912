// Length, bytes and time of spoken captchas in every language, and how many of them an attacker reads who has the
// package, and so as many clips with known answers as they like, but no trained model:
// npm run bench:audio -- [clips] [languages to attack, by commas]
import { speakCaptcha, SPOKEN_LANGUAGES } from '@system-management/captcha-audio';
import { attack } from './audio/attack.js';
import { newAnswer, secondsOf } from './audio/clip.js';
import { print, printTable } from './print-table.js';
import { median } from '../test/support/load/statistics.js';

const CLIPS = Number(process.argv[2] ?? 200);
const ATTACKED = process.argv[3]?.split(',') ?? SPOKEN_LANGUAGES;

function sizes(language: string): string[] {
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

function shares(language: string): string[] {
  const { found, right, exact } = attack(language, CLIPS);
  return [language, percent(found, CLIPS), percent(right, 6 * found), percent(exact, CLIPS)];
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–';
}

printTable(
  ['language', 'seconds, median (least–most)', 'WAV bytes', 'base64 characters', 'CPU ms'],
  SPOKEN_LANGUAGES.map(sizes),
);
print('');
printTable(['language', 'words found', 'digits right of those', 'read exactly'], ATTACKED.map(shares));
