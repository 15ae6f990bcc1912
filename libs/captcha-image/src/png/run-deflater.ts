import type { Runs } from '../picture/canvas.js';
import type { Bits } from './huffman-codes.js';
import { LONGEST_RUN, SHORTEST_RUN, type RunCode } from './run-code.js';

/** RFC 1950 §8.2: Adler-32 counts modulo this. */
const ADLER_MODULUS = 65_521;
const CHECKSUM_SIZE = 4;
/** No byte's word is longer (RFC 1951 §3.2.7); a run's has 21 at most, and a run stands for three bytes or more. */
const MOST_BITS_PER_BYTE = 15;
/** A word as one number: its size in the lowest bits, its value (at most 21 bits) above. */
const SIZE_BITS = 5;
const SIZE_MASK = (1 << SIZE_BITS) - 1;

/**
 * Writes bytes as zlib does with `Z_RLE`, in the form of RFC 1950, in a code that is known beforehand. Whatever the
 * bytes are, the result is right; it is small if they are like those from which the code was learnt.
 */
export class RunDeflater {
  private readonly byteWords: Int32Array;
  private readonly runWords: Int32Array;
  /** Begins with the code's opening, which is never written over. */
  private readonly out: Uint8Array;

  /** @param longest most bytes to be written at once */
  constructor(
    private readonly code: RunCode,
    longest: number,
  ) {
    this.byteWords = Int32Array.from(code.byte, asNumber);
    this.runWords = Int32Array.from(code.run, asNumber);
    const { whole } = code.opening;
    const most = Math.ceil(((longest + 1) * MOST_BITS_PER_BYTE) / 8);
    this.out = new Uint8Array(whole.length + 1 + most + CHECKSUM_SIZE);
    this.out.set(whole);
  }

  /** @returns memory that the next call writes over */
  deflate({ bytes, lengths, count }: Runs): Uint8Array {
    const { byteWords, runWords, out } = this;
    const { whole, rest } = this.code.opening;
    let at = whole.length;
    // Fewer than eight bits that do not fill a byte yet, the first of them lowest.
    let held = rest.value;
    let heldSize = rest.size;
    // Adler-32: the sum of the bytes and the sum of these sums. A double holds both exactly for any picture.
    let sum = 1;
    let sums = 0;
    for (let run = 0; run < count; run++) {
      const byte = bytes[run]!;
      const length = lengths[run]!;
      sums += length * sum + (byte * length * (length + 1)) / 2;
      sum += length * byte;
      let word = byteWords[byte]!;
      let left = length - 1;
      for (;;) {
        held |= (word >> SIZE_BITS) << heldSize;
        heldSize += word & SIZE_MASK;
        out[at] = held;
        out[at + 1] = held >> 8;
        out[at + 2] = held >> 16;
        at += heldSize >> 3;
        held >>= heldSize & 24;
        heldSize &= 7;
        if (left === 0) break;
        const repeated = left < SHORTEST_RUN ? 1 : Math.min(left, LONGEST_RUN);
        word = repeated === 1 ? byteWords[byte]! : runWords[repeated]!;
        left -= repeated;
      }
    }
    at = this.end(at, held, heldSize);
    new DataView(out.buffer).setUint32(at, (sums % ADLER_MODULUS) * 0x10000 + (sum % ADLER_MODULUS));
    return out.subarray(0, at + CHECKSUM_SIZE);
  }

  /** @returns where the next byte goes */
  private end(at: number, held: number, heldSize: number): number {
    const { value, size } = this.code.end;
    const last = held | (value << heldSize);
    const bytes = Math.ceil((heldSize + size) / 8);
    for (let byte = 0; byte < bytes; byte++) this.out[at + byte] = last >> (8 * byte);
    return at + bytes;
  }
}

function asNumber({ value, size }: Bits): number {
  return (value << SIZE_BITS) | size;
}
