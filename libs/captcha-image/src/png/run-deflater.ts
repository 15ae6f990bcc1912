import type { Runs } from '../canvas.js';
import { MAX_CODE_SIZE, type Bits } from './huffman-codes.js';
import { MAX_RUN, MIN_RUN, type HuffmanTable } from './train-huffman.js';

/** RFC 1950 §8.2. */
const ADLER_MODULUS = 65_521;
const CHECKSUM_SIZE = 4;
/** A code packed into one integer: size in the lowest five bits, value (at most 21 bits) above. */
const SIZE_BITS = 5;
const SIZE_MASK = (1 << SIZE_BITS) - 1;

/**
 * Encodes runs as a zlib stream (RFC 1950) with fixed Huffman codes, like zlib with `Z_RLE`. Every input is encoded
 * correctly; the output is small for data similar to the sample that the codes were trained on.
 */
export class RunDeflater {
  private readonly literals: Int32Array;
  private readonly runs: Int32Array;
  /** Starts with the stream prefix, which stays in place between calls. */
  private readonly out: Uint8Array;

  /** @param maxBytes largest input in bytes, after expanding the runs */
  constructor(
    private readonly table: HuffmanTable,
    maxBytes: number,
  ) {
    this.literals = Int32Array.from(table.literals, pack);
    this.runs = Int32Array.from(table.runs, pack);
    const { bytes } = table.prefix;
    // A run code has up to 21 bits but replaces at least three bytes, so literals are the worst case.
    const maxBody = Math.ceil(((maxBytes + 1) * MAX_CODE_SIZE) / 8);
    this.out = new Uint8Array(bytes.length + 1 + maxBody + CHECKSUM_SIZE);
    this.out.set(bytes);
  }

  /** @returns a view of memory that the next call overwrites */
  deflate({ bytes, lengths, count }: Runs): Uint8Array {
    const { literals, runs, out } = this;
    const { bytes: prefix, rest } = this.table.prefix;
    let at = prefix.length;
    // Fewer than eight bits that fill no byte yet, the first one lowest.
    let pending = rest.value;
    let pendingSize = rest.size;
    // Adler-32: the sum of the bytes, and the sum of these sums. A double holds both exactly for any picture.
    let sum = 1;
    let sums = 0;
    for (let run = 0; run < count; run++) {
      const byte = bytes[run]!;
      const length = lengths[run]!;
      sums += length * sum + (byte * length * (length + 1)) / 2;
      sum += length * byte;
      let code = literals[byte]!;
      let left = length - 1;
      for (;;) {
        pending |= (code >> SIZE_BITS) << pendingSize;
        pendingSize += code & SIZE_MASK;
        out[at] = pending;
        out[at + 1] = pending >> 8;
        out[at + 2] = pending >> 16;
        at += pendingSize >> 3;
        pending >>= pendingSize & 24;
        pendingSize &= 7;
        if (left === 0) break;
        const repeated = left < MIN_RUN ? 1 : Math.min(left, MAX_RUN);
        code = repeated === 1 ? literals[byte]! : runs[repeated]!;
        left -= repeated;
      }
    }
    at = this.endBlock(at, pending, pendingSize);
    new DataView(out.buffer).setUint32(at, (sums % ADLER_MODULUS) * 0x10000 + (sum % ADLER_MODULUS));
    return out.subarray(0, at + CHECKSUM_SIZE);
  }

  /** @returns the offset of the next byte */
  private endBlock(at: number, pending: number, pendingSize: number): number {
    const { value, size } = this.table.end;
    const last = pending | (value << pendingSize);
    const bytes = Math.ceil((pendingSize + size) / 8);
    for (let byte = 0; byte < bytes; byte++) this.out[at + byte] = last >> (8 * byte);
    return at + bytes;
  }
}

function pack({ value, size }: Bits): number {
  return (value << SIZE_BITS) | size;
}
