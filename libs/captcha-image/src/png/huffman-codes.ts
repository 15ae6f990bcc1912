/** Bits to write, the first of them in the lowest place. */
export interface Bits {
  readonly value: number;
  readonly size: number;
}

/**
 * The code that follows from the lengths of its words alone (RFC 1951 §3.2.2): shorter words first, and equally long
 * ones in the order of their symbols.
 *
 * @param sizes bits of each symbol's word; 0 for a symbol without one
 * @returns each symbol's word as it is written, its first bit lowest
 */
export function huffmanCodes(sizes: readonly number[]): Bits[] {
  const words = sizes.map(() => ({ value: 0, size: 0 }));
  let next = 0;
  for (let size = 1; size <= Math.max(...sizes); size++) {
    next *= 2;
    sizes.forEach((its, symbol) => {
      if (its === size) words[symbol] = { value: reversed(next++, size), size };
    });
  }
  return words;
}

function reversed(value: number, size: number): number {
  let bits = 0;
  for (let bit = 0; bit < size; bit++) bits |= ((value >> bit) & 1) << (size - 1 - bit);
  return bits;
}

/** Reads bits in the order in which DEFLATE writes them: from each byte the lowest first. */
export class BitReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Bits read so far. */
  get position(): number {
    return this.at;
  }

  /** A number of so many bits. */
  read(size: number): number {
    let value = 0;
    for (let bit = 0; bit < size; bit++, this.at++) {
      value |= ((this.bytes[this.at >> 3]! >> (this.at & 7)) & 1) << bit;
    }
    return value;
  }

  /** The symbol whose word comes next. */
  readSymbol(code: readonly Bits[]): number {
    let value = 0;
    for (let size = 1; size <= 15; size++) {
      value |= this.read(1) << (size - 1);
      const symbol = code.findIndex((word) => word.size === size && word.value === value);
      if (symbol >= 0) return symbol;
    }
    throw new RangeError('no word of this code');
  }
}
