// `npm run bench:image`: times the image engines in one process, in turn in every round, and prints the table of
// libs/captcha-image/README.md.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { constants, crc32, deflateSync, inflateSync } from 'node:zlib';
import { drawCaptcha } from '@system-management/captcha-image';
import { ALPHABETS } from '../src/user/captcha/challenge/code/code-alphabets.js';
import { randomCode } from '../src/user/captcha/challenge/code/random-code.js';
import { CANVAS, ours, STYLES, SVG_CAPTCHA, type ImageEngine } from './image-engines.js';
import { print, printTable } from './print-table.js';
import { median, quantile } from '../test/support/load/statistics.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    /** Milliseconds per engine and round. */
    slice: { type: 'string', default: '500' },
    /** Minimum calls of each of our styles over all rounds, for a meaningful p99. */
    calls: { type: 'string', default: '10500' },
  },
});
const ROUNDS = Number(options.rounds);
const SLICE_MS = Number(options.slice);
const WARM_UP_MS = 4 * SLICE_MS;
const MIN_CALLS = Number(options.calls) / ROUNDS;

/** Measurements of one engine in one round. */
interface Round {
  /** Duration of each call in microseconds. */
  readonly times: number[];
  /** Durations of calls without an involuntary context switch. */
  readonly undisturbed: number[];
  /** Base64 lengths in characters. */
  readonly sizes: number[];
}

const packed = inflateSync(idatOf(drawCaptcha(randomCode(6, ALPHABETS.letters)).png));
/** Lower bound for such a PNG: zlib, CRC and base64 of an already drawn picture. */
const FLOOR: ImageEngine = {
  name: 'floor: deflate + crc + base64 alone',
  draw() {
    const compressed = deflateSync(packed, { level: 1, strategy: constants.Z_RLE });
    crc32(compressed);
    return compressed;
  },
};

const own = STYLES.map(ours);
const engines = [...own, FLOOR, SVG_CAPTCHA, CANVAS];
const rounds = new Map<ImageEngine, Round[]>(engines.map((engine) => [engine, []]));
for (const engine of engines) run(engine, WARM_UP_MS, 0);
for (let round = 0; round < ROUNDS; round++) {
  for (const engine of engines) {
    rounds.get(engine)!.push(run(engine, SLICE_MS, own.includes(engine) ? MIN_CALLS : 0));
  }
}
report();

function run({ draw }: ImageEngine, milliseconds: number, calls: number): Round {
  const round: Round = { times: [], undisturbed: [], sizes: [] };
  const end = performance.now() + milliseconds;
  while (performance.now() < end || round.times.length < calls) {
    const answer = randomCode(6, ALPHABETS.letters);
    const switches = process.resourceUsage().involuntaryContextSwitches;
    const start = performance.now();
    const url = draw(answer).toString('base64');
    const time = (performance.now() - start) * 1000;
    round.times.push(time);
    if (process.resourceUsage().involuntaryContextSwitches === switches) round.undisturbed.push(time);
    round.sizes.push(url.length);
  }
  return round;
}

function report(): void {
  const { model } = cpus()[0]!;
  print(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} × ${model}`,
  );
  print(
    `240×80, 6 characters; ${ROUNDS} rounds of ${SLICE_MS} ms an engine, in turn; × normal: ratio of medians by round\n`,
  );
  const base = rounds.get(own[STYLES.indexOf('normal')]!)!;
  printTable(
    [
      'engine',
      'images/s',
      'median µs',
      'p99 µs',
      'p99 undisturbed',
      'calls',
      'base64',
      '× normal, min',
      'max',
    ],
    engines.map((engine) => {
      const ownRounds = rounds.get(engine)!;
      const all = (part: keyof Round) => ownRounds.flatMap((round) => round[part]);
      const ratios = ownRounds.map(({ times }, round) => median(times) / median(base[round]!.times));
      const rates = ownRounds.map(
        ({ times }) => (1e6 * times.length) / times.reduce((sum, time) => sum + time),
      );
      return [
        engine.name,
        median(rates).toFixed(0),
        median(all('times')).toFixed(0),
        quantile(all('times'), 0.99).toFixed(0),
        quantile(all('undisturbed'), 0.99).toFixed(0),
        String(all('times').length),
        String(median(all('sizes'))),
        Math.min(...ratios).toFixed(2),
        Math.max(...ratios).toFixed(2),
      ];
    }),
  );
}

/** Data of the only IDAT chunk of our PNG. */
function idatOf(png: Buffer): Buffer {
  const type = png.indexOf('IDAT');
  return png.subarray(type + 4, type + 4 + png.readUInt32BE(type - 4));
}
