import { allocate, type Place } from './multiply.js';

/** Zero pixels left and right of every row, for filters that look beyond the edge. */
export const LEFT = 1;
const RIGHT = 3;

/** What a layer knows of a batch of pictures: for each pixel a number a channel, and the loss's slope for each. */
export class FeatureMap {
  readonly values: Float32Array;
  readonly slopes: Float32Array;
  /** Floats from a row to the next. */
  private readonly rowSize: number;

  constructor(
    readonly batch: number,
    readonly height: number,
    readonly width: number,
    readonly channels: number,
  ) {
    this.rowSize = (LEFT + width + RIGHT) * channels;
    this.values = allocate(batch * height * this.rowSize);
    this.slopes = allocate(batch * height * this.rowSize);
  }

  /** Where the first pixel of a row lies, in floats. */
  indexOf(sample: number, row: number): number {
    return (sample * this.height + row) * this.rowSize + LEFT * this.channels;
  }

  /** Calls back with the start of every row of the first `samples` pictures. */
  eachRow(samples: number, visit: (start: number) => void): void {
    for (let row = 0; row < samples * this.height; row++) visit(this.indexOf(0, row));
  }
}

export const at = (block: Float32Array, index: number): Place => ({ block, at: index });
