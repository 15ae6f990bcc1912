import { allocate } from './multiply.js';

/** Constants of Adam as its authors give them (Kingma and Ba, 2015), and a little decay of weights. */
const MOMENTUM = 0.9;
const SQUARES = 0.999;
const TINY = 1e-8;

/** Numbers that are learnt, and the slopes of the loss by them. */
export class Parameters {
  readonly values: Float32Array;
  readonly slopes: Float32Array;
  private readonly mean: Float32Array;
  private readonly square: Float32Array;
  private steps = 0;

  constructor(
    length: number,
    private readonly decay: number,
    initial: () => number,
  ) {
    this.values = allocate(length);
    for (let i = 0; i < length; i++) this.values[i] = initial();
    this.slopes = allocate(length);
    this.mean = new Float32Array(length);
    this.square = new Float32Array(length);
  }

  /** One step of Adam down the gathered slopes, which are then forgotten. */
  learn(rate: number): void {
    const { values, slopes, mean, square } = this;
    this.steps++;
    const step = (rate * Math.sqrt(1 - SQUARES ** this.steps)) / (1 - MOMENTUM ** this.steps);
    for (let i = 0; i < values.length; i++) {
      const slope = slopes[i]!;
      mean[i] = MOMENTUM * mean[i]! + (1 - MOMENTUM) * slope;
      square[i] = SQUARES * square[i]! + (1 - SQUARES) * slope * slope;
      values[i] = values[i]! * (1 - rate * this.decay) - (step * mean[i]!) / (Math.sqrt(square[i]!) + TINY);
    }
    slopes.fill(0);
  }
}
