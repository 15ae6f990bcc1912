/** Pixels that share a byte of the PNG: two bits are enough for four levels of ink. */
const PIXELS_PER_BYTE = 4;

/** PNG, third edition, §9.2: what each row begins with. */
const NO_FILTER = 0;

/** Bytes of which each is repeated some times. */
export interface Runs {
  readonly bytes: Uint8Array;
  /** At least 1 each, at most 65,535: a picture has fewer bytes. */
  readonly lengths: Uint16Array;
  /** How many of the two are in use. */
  count: number;
}

/** A picture of ink levels, one byte a pixel while it is drawn. Drawn again and again into the same memory. */
export class Canvas {
  /** Bytes from one row to the next, a multiple of four. */
  readonly stride: number;
  readonly bytes: Uint8Array;
  /** The same memory, four pixels at a time. */
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

  /** Where a pixel is in {@link bytes}. */
  indexOf(x: number, y: number): number {
    return y * this.stride + x;
  }

  /**
   * The rows as PNG wants them, filter type 0 (none) and then two bits a pixel, the leftmost in the highest bits; and as
   * runs of equal bytes, because most of a picture is bare ground and most of the rest is full ink.
   * @returns memory that the next call writes over
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

  /** Makes the last run longer where it is of the same byte. */
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
