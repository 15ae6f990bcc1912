import { INK } from './palette.js';

/** Pixels that share a byte of the PNG: two bits are enough for four levels of ink. */
const PIXELS_PER_BYTE = 4;

/** Four pixels of full ink, in memory and packed. */
const INK_WORD = INK * 0x01010101;
const INK_BYTE = 0xff;

/** A picture of ink levels, one byte a pixel while it is drawn. Drawn again and again into the same memory. */
export class Canvas {
  /** Bytes from one row to the next, a multiple of four. */
  readonly stride: number;
  readonly bytes: Uint8Array;
  /** The same memory, four pixels at a time. */
  private readonly words: Uint32Array;
  private readonly packed: Uint8Array;

  /** Width and height in pixels. */
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.stride = Math.ceil(width / PIXELS_PER_BYTE) * PIXELS_PER_BYTE;
    this.bytes = new Uint8Array(this.stride * height);
    this.words = new Uint32Array(this.bytes.buffer);
    this.packed = new Uint8Array((1 + this.stride / PIXELS_PER_BYTE) * height);
  }

  clear(): void {
    this.bytes.fill(0);
  }

  /** Where a pixel is in {@link bytes}. */
  indexOf(x: number, y: number): number {
    return y * this.stride + x;
  }

  /**
   * The rows as PNG wants them: filter type 0 (none), then two bits a pixel, the leftmost in the highest bits.
   * @returns memory that the next call writes over
   */
  pack(): Uint8Array {
    const { bytes, words, packed, height } = this;
    const wordsPerRow = this.stride / PIXELS_PER_BYTE;
    let word = 0;
    let to = 0;
    for (let y = 0; y < height; y++) {
      packed[to++] = 0;
      for (const end = word + wordsPerRow; word < end; word++, to++) {
        const four = words[word]!;
        const at = word * PIXELS_PER_BYTE;
        // Most of a picture is bare ground, and most of the rest is full ink.
        if (four === 0) packed[to] = 0;
        else if (four === INK_WORD) packed[to] = INK_BYTE;
        else packed[to] = (bytes[at]! << 6) | (bytes[at + 1]! << 4) | (bytes[at + 2]! << 2) | bytes[at + 3]!;
      }
    }
    return packed;
  }
}
