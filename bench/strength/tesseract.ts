import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { close, enlarge, median, threshold, toPgm, type Raster } from './raster.js';

/** What an attacker does to an enlarged picture. 191 is 75 % of white; 150 leaves the cores of lines. */
const PREPARATIONS: readonly { name: string; scale: number; prepare: (raster: Raster) => Raster }[] = [
  { name: 'gray ×2', scale: 2, prepare: (raster) => raster },
  { name: 'gray ×3', scale: 3, prepare: (raster) => raster },
  { name: '75 % + median', scale: 3, prepare: (raster) => median(threshold(raster, 191)) },
  { name: 'close 4', scale: 3, prepare: (raster) => close(threshold(raster, 150), 4) },
  { name: 'close 6', scale: 3, prepare: (raster) => close(threshold(raster, 150), 6) },
];

/** Tesseract's page segmentation modes "one line" and "one word". */
const MODES = ['7', '8'];

/** Pictures a process reads: more save little, and are read once more when one of them ends the process. */
const MOST_FILES = 100;

/** How many of some pictures each way to read them got exactly right. */
export interface TesseractReading {
  readonly ways: readonly { readonly name: string; readonly exact: number }[];
  /** The way that read most. */
  readonly best: number;
  /** Pictures that at least one way read. */
  readonly any: number;
}

/** Whether the program can be run here. */
export function hasTesseract(): boolean {
  return spawnSync('tesseract', ['--version']).status === 0;
}

/** Reads pictures in every way, telling the program which characters there are. */
export function readWithTesseract(
  rasters: readonly Raster[],
  answers: readonly string[],
  alphabet: string,
): TesseractReading {
  const folder = mkdtempSync(join(tmpdir(), 'strength-'));
  const wasRead = new Set<number>();
  const enlarged = new Map([2, 3].map((scale) => [scale, rasters.map((raster) => enlarge(raster, scale))]));
  const ways = PREPARATIONS.flatMap(({ name, scale, prepare }) => {
    const files = enlarged.get(scale)!.map((raster, i) => {
      const file = join(folder, `${i}.pgm`);
      writeFileSync(file, toPgm(prepare(raster)));
      return file;
    });
    return MODES.map((mode) => {
      const exact = recognise(files, mode, alphabet).flatMap((text, i) => (text === answers[i] ? [i] : []));
      for (const index of exact) wasRead.add(index);
      return { name: `${name}, psm ${mode}`, exact: exact.length };
    });
  });
  rmSync(folder, { recursive: true });
  return { ways, best: Math.max(...ways.map(({ exact }) => exact)), any: wasRead.size };
}

/**
 * What the program reads in each file, without spaces. Now and then it dies of a picture (5.3 divides by zero, SIGFPE):
 * that one counts as unread, and the others are read without it.
 */
function recognise(files: readonly string[], mode: string, alphabet: string): string[] {
  if (files.length > MOST_FILES) {
    return [
      ...recognise(files.slice(0, MOST_FILES), mode, alphabet),
      ...recognise(files.slice(MOST_FILES), mode, alphabet),
    ];
  }
  if (files.length === 0) return [];
  const settings = [`tessedit_char_whitelist=${alphabet}`, 'load_system_dawg=0', 'load_freq_dawg=0'];
  const run = spawnSync('tesseract', ['-', '-', '--psm', mode, ...settings.flatMap((it) => ['-c', it])], {
    input: files.join('\n'),
    encoding: 'utf8',
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  });
  if (run.status === 0)
    return run.stdout
      .split('\f')
      .slice(0, -1)
      .map((text) => text.replace(/\s/g, ''));
  if (run.signal !== 'SIGFPE')
    throw new Error(`tesseract ended with ${run.status ?? run.signal}: ${run.stderr}`);
  const fatal = run.stderr.match(/^Page \d+/gm)!.length - 1;
  return [
    ...recognise(files.slice(0, fatal), mode, alphabet),
    '',
    ...recognise(files.slice(fatal + 1), mode, alphabet),
  ];
}
