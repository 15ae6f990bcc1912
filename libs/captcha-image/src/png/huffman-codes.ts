/** A bit string. The lowest bit of `value` is written first. */
export interface Bits {
  readonly value: number;
  /** Number of bits. */
  readonly size: number;
}

/** Longest Huffman code in bits (RFC 1951 §3.2.7). */
export const MAX_CODE_SIZE = 15;

/**
 * Builds the canonical Huffman codes for the given code lengths (RFC 1951 §3.2.2): shorter codes first, codes of equal
 * length in symbol order.
 *
 * @param sizes code length of each symbol in bits; 0 for an unused symbol
 * @returns the code of each symbol in write order
 */
export function huffmanCodes(sizes: readonly number[]): Bits[] {
  const codes = sizes.map(() => ({ value: 0, size: 0 }));
  let next = 0;
  for (let size = 1; size <= Math.max(...sizes); size++) {
    next *= 2;
    sizes.forEach((symbolSize, symbol) => {
      if (symbolSize === size) codes[symbol] = { value: reversed(next++, size), size };
    });
  }
  return codes;
}

function reversed(value: number, size: number): number {
  let bits = 0;
  for (let bit = 0; bit < size; bit++) bits |= ((value >> bit) & 1) << (size - 1 - bit);
  return bits;
}

/** Reads bits in DEFLATE order: the lowest bit of each byte first (RFC 1951 §3.1.1). */
export class BitReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Number of bits read so far. */
  get position(): number {
    return this.at;
  }

  /** Reads an unsigned number of `size` bits. */
  read(size: number): number {
    let value = 0;
    for (let bit = 0; bit < size; bit++, this.at++) {
      value |= ((this.bytes[this.at >> 3]! >> (this.at & 7)) & 1) << bit;
    }
    return value;
  }

  /**
   * Reads one Huffman code and returns its symbol.
   * @throws {RangeError} when the next bits match no code
   */
  readSymbol(codes: readonly Bits[]): number {
    let value = 0;
    for (let size = 1; size <= MAX_CODE_SIZE; size++) {
      value |= this.read(1) << (size - 1);
      const symbol = codes.findIndex((code) => code.size === size && code.value === value);
      if (symbol >= 0) return symbol;
    }
    throw new RangeError('invalid Huffman code');
  }
}
