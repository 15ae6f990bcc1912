// Times the image engines in one process, round by round in turn, and prints a table. See libs/captcha-image/README.md.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { constants, crc32, deflateSync, inflateSync } from 'node:zlib';
import { drawCaptcha } from '@system-management/captcha-image';
import { ALPHABETS } from '../src/user/captcha/challenge/code-alphabets.js';
import { randomCode } from '../src/user/captcha/challenge/random-code.js';
import { CANVAS, ours, STYLES, SVG_CAPTCHA, type ImageEngine } from './image-engines.js';
import { print, printTable } from './print-table.js';
import { median, quantile } from '../test/support/load/statistics.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    /** Milliseconds an engine works in a round. */
    slice: { type: 'string', default: '500' },
    /** Calls of each of our styles at least, over all rounds: enough for its slowest hundredth to mean something. */
    calls: { type: 'string', default: '10500' },
  },
});
const ROUNDS = Number(options.rounds);
const SLICE_MS = Number(options.slice);
const WARM_UP_MS = 4 * SLICE_MS;
const LEAST_CALLS = Number(options.calls) / ROUNDS;

/** One engine's work in one round. */
interface Round {
  /** Microseconds of each call. */
  readonly times: number[];
  /** Of those, the calls during which the system did not give the core to another process. */
  readonly undisturbed: number[];
  /** Characters of base64. */
  readonly sizes: number[];
}

const finished = inflateSync(idatOf(drawCaptcha(randomCode(6, ALPHABETS.letters)).png));
/** What no engine that writes such a PNG can go below: packing, check sum and text form of a picture already drawn. */
const FLOOR: ImageEngine = {
  name: 'floor: deflate + crc + base64 alone',
  draw() {
    const packed = deflateSync(finished, { level: 1, strategy: constants.Z_RLE });
    crc32(packed);
    return packed;
  },
};

const own = STYLES.map(ours);
const engines = [...own, FLOOR, SVG_CAPTCHA, CANVAS];
const rounds = new Map<ImageEngine, Round[]>(engines.map((engine) => [engine, []]));
for (const engine of engines) run(engine, WARM_UP_MS, 0);
for (let round = 0; round < ROUNDS; round++) {
  for (const engine of engines) {
    rounds.get(engine)!.push(run(engine, SLICE_MS, own.includes(engine) ? LEAST_CALLS : 0));
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
    `240×80, 6 characters; ${ROUNDS} rounds of ${SLICE_MS} ms an engine, in turn; × normal: medians, by round\n`,
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
      '× normal, least',
      'most',
    ],
    engines.map((engine) => {
      const its = rounds.get(engine)!;
      const all = (part: keyof Round) => its.flatMap((round) => round[part]);
      const ratios = its.map(({ times }, round) => median(times) / median(base[round]!.times));
      const rates = its.map(({ times }) => (1e6 * times.length) / times.reduce((sum, time) => sum + time));
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

/** The packed pixels of a PNG of ours: the data of its only IDAT chunk. */
function idatOf(png: Buffer): Buffer {
  const type = png.indexOf('IDAT');
  return png.subarray(type + 4, type + 4 + png.readUInt32BE(type - 4));
}
