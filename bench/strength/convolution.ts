import { at, LEFT, type FeatureMap } from './feature-map.js';
import { allocate, multiply } from './multiply.js';
import { Parameters } from './parameters.js';

export interface Filter {
  readonly height: number;
  /** Pixels, the second of which is in the middle. */
  readonly width: number;
  /** Rows above the first that a filter sees, empty. */
  readonly above: number;
}

/** Filters over a feature map, row by row as products of matrices: neighbours in a row already lie side by side. */
export class Convolution {
  readonly weights: Parameters;
  /** The weights as the way back needs them: from outputs to inputs, last pixel first. */
  private readonly turned: Float32Array;
  /** Numbers of one row of a filter, over all channels. */
  private readonly depth: number;

  constructor(
    private readonly input: FeatureMap,
    private readonly output: FeatureMap,
    private readonly filter: Filter,
    normal: () => number,
  ) {
    this.depth = filter.width * input.channels;
    const spread = Math.sqrt(2 / (filter.height * this.depth));
    this.weights = new Parameters(
      filter.height * this.depth * output.channels,
      1e-4,
      () => spread * normal(),
    );
    this.turned = allocate(this.weights.values.length);
  }

  forward(samples: number): void {
    const { input, output } = this;
    this.eachRowPair(samples, (row, from, to, isFirst) => {
      if (isFirst) output.values.fill(0, to, to + output.width * output.channels);
      multiply(
        at(input.values, from - LEFT * input.channels),
        [input.channels, 1],
        at(this.weights.values, row * this.depth * output.channels),
        at(output.values, to),
        [output.width, output.channels, this.depth],
      );
    });
  }

  /** Gathers the slopes of the weights from those of the output. */
  backwardToWeights(samples: number): void {
    const { input, output } = this;
    this.eachRowPair(samples, (row, from, to) => {
      multiply(
        at(input.values, from - LEFT * input.channels),
        [1, input.channels],
        at(output.slopes, to),
        at(this.weights.slopes, row * this.depth * output.channels),
        [this.depth, output.channels, output.width],
      );
    });
  }

  /** Works out the slopes of the input from those of the output; for filters of three pixels. */
  backwardToInput(samples: number): void {
    const { input, output, filter } = this;
    this.turn();
    input.eachRow(samples, (start) => input.slopes.fill(0, start, start + input.width * input.channels));
    const size = filter.width * output.channels;
    this.eachRowPair(samples, (row, from, to) => {
      multiply(
        at(output.slopes, to - LEFT * output.channels),
        [output.channels, 1],
        at(this.turned, row * size * input.channels),
        at(input.slopes, from),
        [input.width, input.channels, size],
      );
    });
  }

  private turn(): void {
    const { height, width } = this.filter;
    const { input, output, turned } = this;
    let index = 0;
    for (let row = 0; row < height; row++)
      for (let x = 0; x < width; x++)
        for (let from = 0; from < input.channels; from++)
          for (let to = 0; to < output.channels; to++) {
            const place = ((row * width + width - 1 - x) * output.channels + to) * input.channels + from;
            turned[place] = this.weights.values[index++]!;
          }
  }

  /** For each row of the output and each row of the filter that meets the input: where both rows start. */
  private eachRowPair(
    samples: number,
    visit: (row: number, from: number, to: number, isFirst: boolean) => void,
  ): void {
    const { input, output, filter } = this;
    for (let sample = 0; sample < samples; sample++) {
      for (let y = 0; y < output.height; y++) {
        let isFirst = true;
        for (let row = 0; row < filter.height; row++) {
          const from = y + row - filter.above;
          if (from < 0 || from >= input.height) continue;
          visit(row, input.indexOf(sample, from), output.indexOf(sample, y), isFirst);
          isFirst = false;
        }
      }
    }
  }
}
