/** A picture of ink levels, one byte a pixel, laid out as PNG wants it. Drawn again and again into the same memory. */
export class Canvas {
  /** Bytes from one row to the next: the first of each row is its PNG filter type, always 0 (none). */
  readonly stride: number;
  readonly bytes: Uint8Array;

  /** Width and height in pixels. */
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.stride = width + 1;
    this.bytes = new Uint8Array(this.stride * height);
  }

  clear(): void {
    this.bytes.fill(0);
  }

  /** Where a pixel is in {@link bytes}. */
  indexOf(x: number, y: number): number {
    return y * this.stride + 1 + x;
  }
}
