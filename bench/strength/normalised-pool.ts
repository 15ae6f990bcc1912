import type { FeatureMap } from './feature-map.js';
import { Parameters } from './parameters.js';

const TINY = 1e-5;
/** How fast the means that are used for reading follow those of the batches. */
const FOLLOW = 0.05;

/** Batch normalisation (Ioffe and Szegedy, 2015), the positive part, and the largest of each `down` × `across` pixels. */
export class NormalisedPool {
  readonly gain: Parameters;
  readonly shift: Parameters;
  private readonly mean: Float64Array;
  private readonly spread: Float64Array;
  private readonly runningMean: Float64Array;
  private readonly runningVariance: Float64Array;
  /** For each number of the output, which of the input it is; -1 where none was positive. */
  private readonly chosen: Int32Array;

  constructor(
    private readonly input: FeatureMap,
    private readonly output: FeatureMap,
    private readonly down: number,
    private readonly across: number,
  ) {
    const { channels } = input;
    this.gain = new Parameters(channels, 0, () => 1);
    this.shift = new Parameters(channels, 0, () => 0);
    this.mean = new Float64Array(channels);
    this.spread = new Float64Array(channels);
    this.runningMean = new Float64Array(channels);
    this.runningVariance = new Float64Array(channels).fill(1);
    this.chosen = new Int32Array(output.values.length);
  }

  forward(samples: number, isTraining: boolean): void {
    if (isTraining) this.measure(samples);
    else this.recall();
    const { input, output, chosen, down, across, mean, spread } = this;
    const { channels } = input;
    const { values } = input;
    const factor = Float64Array.from(this.gain.values, (gain, channel) => gain / spread[channel]!);
    const offset = Float64Array.from(
      this.shift.values,
      (shift, channel) => shift - mean[channel]! * factor[channel]!,
    );
    for (let sample = 0; sample < samples; sample++)
      for (let y = 0; y < output.height; y++) {
        let to = output.indexOf(sample, y);
        const rowSize = down === 2 ? input.indexOf(0, 1) - input.indexOf(0, 0) : 0;
        let from = input.indexOf(sample, y * down);
        for (let x = 0; x < output.width; x++, from += across * channels)
          for (let channel = 0; channel < channels; channel++, to++) {
            const [a, b] = [factor[channel]!, offset[channel]!];
            let largest = 0;
            let index = -1;
            for (let row = 0, place = from + channel; row < down; row++, place += rowSize)
              for (let step = 0; step < across; step++) {
                const value = values[place + step * channels]! * a + b;
                if (value > largest) {
                  largest = value;
                  index = place + step * channels;
                }
              }
            output.values[to] = largest;
            chosen[to] = index;
          }
      }
  }

  /** Works out the slopes of the input from those of the output, and gathers those of gain and shift. */
  backward(samples: number): void {
    const { input, output, chosen, mean, spread } = this;
    const { channels, values, slopes } = input;
    const rowSize = input.width * channels;
    const [byShift, byGain] = [new Float64Array(channels), new Float64Array(channels)];
    input.eachRow(samples, (start) => slopes.fill(0, start, start + rowSize));
    output.eachRow(samples, (start) => {
      for (let x = 0, at = start; x < output.width; x++)
        for (let channel = 0; channel < channels; channel++, at++) {
          const index = chosen[at]!;
          if (index < 0) continue;
          const slope = output.slopes[at]!;
          slopes[index] = slope;
          byShift[channel]! += slope;
          byGain[channel]! += (slope * (values[index]! - mean[channel]!)) / spread[channel]!;
        }
    });
    this.shift.slopes.set(byShift);
    this.gain.slopes.set(byGain);
    // slope = gain / spread · (slope − mean of slopes − normalised value · mean of slopes · normalised values)
    const count = samples * input.height * input.width;
    const factor = Float64Array.from(this.gain.values, (gain, channel) => gain / spread[channel]!);
    const byValue = byGain.map((sum, channel) => (-factor[channel]! * sum) / (count * spread[channel]!));
    const constant = byShift.map(
      (sum, channel) => (-factor[channel]! * sum) / count - mean[channel]! * byValue[channel]!,
    );
    input.eachRow(samples, (start) => {
      for (let x = 0, at = start; x < input.width; x++)
        for (let channel = 0; channel < channels; channel++, at++) {
          slopes[at] = factor[channel]! * slopes[at]! + byValue[channel]! * values[at]! + constant[channel]!;
        }
    });
  }

  /** Mean and spread of each channel over the batch. */
  private measure(samples: number): void {
    const { input, mean, spread, runningMean, runningVariance } = this;
    const { channels, values } = input;
    const count = samples * input.height * input.width;
    const squares = new Float64Array(channels);
    mean.fill(0);
    input.eachRow(samples, (start) => {
      for (let x = 0, at = start; x < input.width; x++)
        for (let channel = 0; channel < channels; channel++, at++) {
          const value = values[at]!;
          mean[channel]! += value;
          squares[channel]! += value * value;
        }
    });
    for (let channel = 0; channel < channels; channel++) {
      mean[channel]! /= count;
      const variance = squares[channel]! / count - mean[channel]! ** 2;
      spread[channel] = Math.sqrt(variance + TINY);
      runningMean[channel]! += FOLLOW * (mean[channel]! - runningMean[channel]!);
      runningVariance[channel]! += FOLLOW * (variance - runningVariance[channel]!);
    }
  }

  /** What training saw, for reading. */
  private recall(): void {
    this.mean.set(this.runningMean);
    this.spread.set(this.runningVariance.map((variance) => Math.sqrt(variance + TINY)));
  }
}
