/** Two bits per pixel hold four ink levels. */
const PIXELS_PER_BYTE = 4;

/** PNG, third edition, §9.2: filter type, the first byte of each row. */
const NO_FILTER = 0;

/** A run-length encoded byte sequence. */
export interface Runs {
  readonly bytes: Uint8Array;
  /** Repetitions of each byte, 1 to 65,535; a picture has fewer bytes. */
  readonly lengths: Uint16Array;
  /** Number of runs in use. */
  count: number;
}

/** A picture of ink levels, one byte per pixel. The buffers are reused for every picture. */
export class Canvas {
  /** Bytes from one row to the next, a multiple of four. */
  readonly stride: number;
  readonly bytes: Uint8Array;
  /** View of {@link bytes}, four pixels per word. */
  readonly words: Uint32Array;
  private readonly runs: Runs;

  /** Width and height in pixels. */
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.stride = Math.ceil(width / PIXELS_PER_BYTE) * PIXELS_PER_BYTE;
    this.bytes = new Uint8Array(this.stride * height);
    this.words = new Uint32Array(this.bytes.buffer);
    const packedSize = (1 + this.stride / PIXELS_PER_BYTE) * height;
    this.runs = { bytes: new Uint8Array(packedSize), lengths: new Uint16Array(packedSize), count: 0 };
  }

  clear(): void {
    this.bytes.fill(0);
  }

  /** Index of a pixel in {@link bytes}. */
  indexOf(x: number, y: number): number {
    return y * this.stride + x;
  }

  /**
   * Packs the rows for PNG: filter type 0 (none), then two bits per pixel, leftmost pixel in the highest bits. Returns
   * runs of equal bytes, because most of a picture is ground and most of the rest is full ink.
   * @returns memory that the next call overwrites
   */
  pack(): Runs {
    const { words, height } = this;
    const wordsPerRow = this.stride / PIXELS_PER_BYTE;
    this.runs.count = 0;
    let from = 0;
    for (let y = 0; y < height; y++) {
      this.addRun(NO_FILTER, 1);
      for (const end = from + wordsPerRow; from < end;) {
        const word = words[from]!;
        let to = from + 1;
        while (to < end && words[to] === word) to++;
        this.addRun(word === 0 ? 0 : this.packWord(from), to - from);
        from = to;
      }
    }
    return this.runs;
  }

  /** Extends the last run if it repeats the same byte. */
  private addRun(byte: number, length: number): void {
    const { runs } = this;
    const last = runs.count - 1;
    if (last >= 0 && runs.bytes[last] === byte) {
      runs.lengths[last]! += length;
    } else {
      runs.bytes[runs.count] = byte;
      runs.lengths[runs.count++] = length;
    }
  }

  private packWord(word: number): number {
    const { bytes } = this;
    const at = word * PIXELS_PER_BYTE;
    return (bytes[at]! << 6) | (bytes[at + 1]! << 4) | (bytes[at + 2]! << 2) | bytes[at + 3]!;
  }
}
