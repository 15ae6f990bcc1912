import { Convolution, type Filter } from './convolution.js';
import { BLANK, bestPath, ctc, logSoftmax } from './ctc.js';
import { FeatureMap } from './feature-map.js';
import { NormalisedPool } from './normalised-pool.js';
import type { Parameters } from './parameters.js';
import type { Random } from './random.js';

/** Size of the pictures the network sees: 240×80 halved, and room for its columns to be halved twice. */
export const INPUT = { width: 128, height: 40 };

/** Layers of filters: how many, of which shape, and which pixels are pooled after them. */
const LAYERS: readonly { channels: number; filter: Filter; down: number; across: number }[] = [
  { channels: 8, filter: { height: 3, width: 4, above: 1 }, down: 2, across: 2 },
  { channels: 32, filter: { height: 3, width: 3, above: 1 }, down: 2, across: 2 },
  { channels: 64, filter: { height: 3, width: 3, above: 1 }, down: 2, across: 1 },
  { channels: 64, filter: { height: 3, width: 3, above: 1 }, down: 1, across: 1 },
  // Whole columns, from here on a line of features along the text.
  { channels: 128, filter: { height: 5, width: 3, above: 0 }, down: 1, across: 1 },
];

/** Classes are computed eight at a time. */
const upToEight = (count: number) => Math.ceil(count / 8) * 8;

/** Reads text from pictures: filters, then columns that each say a character or nothing. */
export class Network {
  private readonly input: FeatureMap;
  private readonly filters: Convolution[] = [];
  private readonly pools: NormalisedPool[] = [];
  private readonly scores: FeatureMap;
  private readonly learnt: Parameters[];
  private readonly classes: number;

  /** @param batch most pictures at a time */
  constructor(
    private readonly alphabet: string,
    readonly batch: number,
    random: Random,
  ) {
    this.classes = 1 + alphabet.length;
    this.input = new FeatureMap(batch, INPUT.height, INPUT.width, 1);
    let last = this.input;
    const normal = () => random.normal();
    for (const { channels, filter, down, across } of LAYERS) {
      const height = filter.above === 0 ? 1 : last.height;
      const filtered = new FeatureMap(batch, height, last.width, channels);
      const pooled = new FeatureMap(batch, height / down, last.width / across, channels);
      this.filters.push(new Convolution(last, filtered, filter, normal));
      this.pools.push(new NormalisedPool(filtered, pooled, down, across));
      last = pooled;
    }
    this.scores = new FeatureMap(batch, 1, last.width, upToEight(this.classes));
    this.filters.push(new Convolution(last, this.scores, { height: 1, width: 3, above: 0 }, normal));
    this.learnt = [
      ...this.filters.map(({ weights }) => weights),
      ...this.pools.flatMap(({ gain, shift }) => [gain, shift]),
    ];
  }

  /** Fills the place of one picture of the batch with its ink, row by row. */
  show(sample: number, ink: (row: number) => Float32Array): void {
    for (let row = 0; row < INPUT.height; row++) {
      this.input.values.set(ink(row), this.input.indexOf(sample, row));
    }
  }

  /** Learns the texts of the shown pictures. @returns the loss a picture, in nats */
  learn(texts: readonly string[], rate: number): number {
    this.forward(texts.length, true);
    let sum = 0;
    texts.forEach((text, sample) => {
      const { loss, slopes } = ctc(this.logs(sample), this.classes, this.labelsOf(text));
      sum += loss;
      const start = this.scores.indexOf(sample, 0);
      for (let i = 0; i < slopes.length; i++) {
        const step = Math.floor(i / this.classes);
        const place = start + step * this.scores.channels + (i % this.classes);
        this.scores.slopes[place] = slopes[i]! / texts.length;
      }
    });
    this.backward(texts.length);
    for (const parameters of this.learnt) parameters.learn(rate);
    return sum / texts.length;
  }

  /** Reads the first `samples` of the shown pictures. */
  read(samples: number): string[] {
    this.forward(samples, false);
    return Array.from({ length: samples }, (_, sample) =>
      bestPath(this.logs(sample), this.classes)
        .map((label) => this.alphabet[label - 1]!)
        .join(''),
    );
  }

  private forward(samples: number, isTraining: boolean): void {
    this.filters.forEach((filter, layer) => {
      filter.forward(samples);
      this.pools[layer]?.forward(samples, isTraining);
    });
  }

  private backward(samples: number): void {
    for (let layer = this.filters.length - 1; layer >= 0; layer--) {
      this.pools[layer]?.backward(samples);
      this.filters[layer]!.backwardToWeights(samples);
      if (layer > 0) this.filters[layer]!.backwardToInput(samples);
    }
  }

  private logs(sample: number): Float64Array {
    const { values, width, channels } = this.scores;
    return logSoftmax(values.subarray(this.scores.indexOf(sample, 0)), width, this.classes, channels);
  }

  private labelsOf(text: string): number[] {
    return [...text].map((character) => BLANK + 1 + this.alphabet.indexOf(character));
  }
}
