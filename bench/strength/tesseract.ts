import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { close, enlarge, median, threshold, toPgm, type Raster } from './raster.js';

/** Preprocessing of an enlarged picture. Threshold 191 is 75 % of white; 150 keeps only the cores of lines. */
const PREPROCESSORS: readonly { name: string; scale: number; prepare: (raster: Raster) => Raster }[] = [
  { name: 'gray ×2', scale: 2, prepare: (raster) => raster },
  { name: 'gray ×3', scale: 3, prepare: (raster) => raster },
  { name: '75 % + median', scale: 3, prepare: (raster) => median(threshold(raster, 191)) },
  { name: 'close 4', scale: 3, prepare: (raster) => close(threshold(raster, 150), 4) },
  { name: 'close 6', scale: 3, prepare: (raster) => close(threshold(raster, 150), 6) },
];

/** Page segmentation modes: single line and single word. */
const MODES = ['7', '8'];

/** Pictures per process, each once per preprocessor. More saves little time, and a crash repeats the batch. */
const MAX_PICTURES = 20;

export interface TesseractReading {
  /** Exactly read pictures per method (preprocessing and mode). */
  readonly methods: readonly { readonly name: string; readonly exact: number }[];
  /** Pictures read by the best method. */
  readonly best: number;
  /** Pictures read by at least one method. */
  readonly any: number;
}

/** Whether tesseract is installed. */
export function hasTesseract(): boolean {
  return spawnSync('tesseract', ['--version']).status === 0;
}

/** Reads the pictures with every method. Tesseract gets the alphabet as its whitelist. */
export function readWithTesseract(
  rasters: readonly Raster[],
  answers: readonly string[],
  alphabet: string,
): TesseractReading {
  const methods = PREPROCESSORS.flatMap(({ name }) =>
    MODES.map((mode) => ({ name: `${name}, psm ${mode}`, exact: 0 })),
  );
  let any = 0;
  for (let start = 0; start < rasters.length; start += MAX_PICTURES) {
    const texts = readBatch(rasters.slice(start, start + MAX_PICTURES), alphabet);
    for (const [index, byMethod] of texts.entries()) {
      const isExact = byMethod.map((text) => text === answers[start + index]);
      for (const [method, isOwn] of isExact.entries()) methods[method]!.exact += Number(isOwn);
      any += Number(isExact.includes(true));
    }
  }
  return { methods, best: Math.max(...methods.map(({ exact }) => exact)), any };
}

/**
 * Reads a batch with one process per mode, because most of the time of a small batch is the start of the process.
 * @returns the texts of each picture, by method
 */
function readBatch(rasters: readonly Raster[], alphabet: string): readonly (readonly string[])[] {
  const folder = mkdtempSync(join(tmpdir(), 'strength-'));
  const files = rasters.flatMap((raster, index) => {
    const enlarged = new Map([2, 3].map((scale) => [scale, enlarge(raster, scale)]));
    return PREPROCESSORS.map(({ scale, prepare }, method) => {
      const file = join(folder, `${index}-${method}.pgm`);
      writeFileSync(file, toPgm(prepare(enlarged.get(scale)!)));
      return file;
    });
  });
  const byMode = MODES.map((mode) => recognise(files, mode, alphabet));
  rmSync(folder, { recursive: true });
  return rasters.map((_, index) =>
    PREPROCESSORS.flatMap((_, method) =>
      byMode.map((texts) => texts[index * PREPROCESSORS.length + method] ?? ''),
    ),
  );
}

/**
 * Returns the text of each file without spaces. Tesseract 5.3 occasionally divides by zero and crashes (SIGFPE): that
 * picture counts as unread, and the others of the batch are read without it.
 * @throws {Error} when tesseract fails for another reason
 */
function recognise(files: readonly string[], mode: string, alphabet: string): string[] {
  if (files.length === 0) return [];
  const settings = [`tessedit_char_whitelist=${alphabet}`, 'load_system_dawg=0', 'load_freq_dawg=0'];
  const run = spawnSync(
    'tesseract',
    ['-', '-', '--psm', mode, ...settings.flatMap((setting) => ['-c', setting])],
    {
      input: files.join('\n'),
      encoding: 'utf8',
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    },
  );
  if (run.status === 0)
    return run.stdout
      .split('\f')
      .slice(0, -1)
      .map((text) => text.replace(/\s/g, ''));
  if (run.signal !== 'SIGFPE')
    throw new Error(`tesseract exited with ${run.status ?? run.signal}: ${run.stderr}`);
  const crashed = run.stderr.match(/^Page \d+/gm)!.length - 1;
  return [
    ...recognise(files.slice(0, crashed), mode, alphabet),
    '',
    ...recognise(files.slice(crashed + 1), mode, alphabet),
  ];
}
