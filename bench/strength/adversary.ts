import { INPUT, Network } from './network.js';
import { Random } from './random.js';
import type { Raster } from './raster.js';

/** A picture and its answer, as an attacker collects them. */
export interface Sample {
  readonly answer: string;
  readonly raster: Raster;
}

/** What a trained network read of pictures it had not seen. */
export interface Reading {
  /** Shares of the held out pictures read without a mistake, and of characters, 0–1. */
  readonly exact: number;
  readonly characters: number;
  /** Loss a picture in the last passes over the samples, nats. */
  readonly losses: readonly number[];
  /** Passes over the samples, and the processor's time they took, seconds. */
  readonly passes: number;
  readonly seconds: number;
}

const BATCH = 16;
const RATE = 2e-3;
/** Share of the time in which the rate rises. */
const WARM_UP = 0.03;
/** Every picture is shown a little elsewhere each time, so that 5,000 teach more than 5,000. */
const MOVE = { x: 4, y: 2 };

/**
 * Trains a small convolutional network with CTC from nothing on `samples`, and lets it read `heldOut`.
 * @param seconds of the processor's time for training
 */
export function train(
  samples: readonly Sample[],
  heldOut: readonly Sample[],
  alphabet: string,
  seconds: number,
  report: (line: string) => void,
): Reading {
  const random = new Random(1);
  const network = new Network(alphabet, BATCH, random);
  const inks = samples.map(({ raster }) => toInk(raster));
  const start = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  const losses: number[] = [];
  while (spent() < seconds) {
    const order = random.order(samples.length);
    let sum = 0;
    let batches = 0;
    for (let first = 0; first + BATCH <= order.length && spent() < seconds; first += BATCH) {
      const batch = order.slice(first, first + BATCH);
      batch.forEach((index, i) => show(network, i, inks[index]!, random));
      sum += network.learn(
        batch.map((index) => samples[index]!.answer),
        rateAt(spent() / seconds),
      );
      batches++;
    }
    losses.push(sum / batches);
    report(`pass ${losses.length}: loss ${losses.at(-1)!.toFixed(3)}, ${spent().toFixed(0)} s`);
  }
  return { ...read(network, heldOut), losses, passes: losses.length, seconds: spent() };
}

/** Up, then down in half a cosine. */
function rateAt(done: number): number {
  return (
    RATE * Math.min(1, done / WARM_UP) * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done))))
  );
}

function read(network: Network, samples: readonly Sample[]): Pick<Reading, 'exact' | 'characters'> {
  let exact = 0;
  let mistakes = 0;
  let characters = 0;
  for (let first = 0; first < samples.length; first += BATCH) {
    const batch = samples.slice(first, first + BATCH);
    batch.forEach(({ raster }, i) => show(network, i, toInk(raster)));
    network.read(batch.length).forEach((text, i) => {
      const { answer } = batch[i]!;
      if (text === answer) exact++;
      mistakes += distance(text, answer);
      characters += answer.length;
    });
  }
  return { exact: exact / samples.length, characters: 1 - mistakes / characters };
}

/** How much ink each pixel of the network's input holds: the picture at half its size, from its lightest to its darkest. */
function toInk({ width, height, gray }: Raster): Float32Array {
  const ink = new Float32Array(INPUT.width * INPUT.height);
  const [darkest, lightest] = [Math.min(...gray), Math.max(...gray)];
  const left = (INPUT.width - width / 2) / 2;
  for (let y = 0; y < height / 2; y++)
    for (let x = 0; x < width / 2; x++) {
      const at = 2 * y * width + 2 * x;
      const mean = (gray[at]! + gray[at + 1]! + gray[at + width]! + gray[at + width + 1]!) / 4;
      ink[y * INPUT.width + left + x] = (lightest - mean) / (lightest - darkest);
    }
  return ink;
}

function show(network: Network, sample: number, ink: Float32Array, random?: Random): void {
  const [dx, dy] = random ? [random.whole(-MOVE.x, MOVE.x), random.whole(-MOVE.y, MOVE.y)] : [0, 0];
  const moved = new Float32Array(INPUT.width);
  network.show(sample, (row) => {
    moved.fill(0);
    const from = row - dy;
    if (from >= 0 && from < INPUT.height) {
      const line = ink.subarray(from * INPUT.width, (from + 1) * INPUT.width);
      if (dx >= 0) moved.set(line.subarray(0, INPUT.width - dx), dx);
      else moved.set(line.subarray(-dx));
    }
    return moved;
  });
}

/** Characters to change, add or leave out to make one text the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
