import { constants, deflateSync } from 'node:zlib';
import { BitReader, huffmanCodes, type Bits } from './huffman-codes.js';

/** Symbols below this are bytes; this one ends a block, and those above are lengths of runs (RFC 1951 §3.2.5). */
const BYTES = 256;
/** Shortest and longest run that has a word. */
export const SHORTEST_RUN = 3;
export const LONGEST_RUN = 258;
/** The 29 symbols for runs: the shortest that each says, and how many bits follow that add to it. */
const RUN_SYMBOLS = runSymbols();

/** §3.2.7: the order in which a block gives the sizes of the words that its sizes are written in. */
const SIZES_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** RFC 1950 §2.2: bits of a stream before its first block. */
const STREAM_HEADER = 16;
/** §3.2.3: no block follows; and this one has a code of its own. */
const LAST = 1;
const OWN_CODE = 2;

/** Whole bytes, and the bits after them. */
interface Opening {
  readonly whole: Uint8Array;
  readonly rest: Bits;
}

/** How a stream of zlib's begins, and what it then writes for a byte, for a run of the byte before, and at its end. */
export interface RunCode {
  /** Header of the stream and of its only block. */
  readonly opening: Opening;
  readonly byte: readonly Bits[];
  /** By length; below {@link SHORTEST_RUN} there is none. */
  readonly run: readonly Bits[];
  readonly end: Bits;
}

/**
 * The prefix code that zlib chooses for some bytes, to be written again for others like them: most of what compressing
 * a small picture takes is choosing a code and setting up to choose one.
 *
 * @param sample bytes of the kind to be written; the first 30,000 or so of its bytes and runs decide
 * @throws {RangeError} when the sample is too short for a code of its own to pay
 */
export function trainHuffman(sample: Uint8Array): RunCode {
  const stream = deflateSync(Buffer.concat([everyByteAndRun(), sample]), {
    level: 1,
    strategy: constants.Z_RLE,
    memLevel: constants.Z_MAX_MEMLEVEL,
  });
  const reader = new BitReader(stream);
  reader.read(STREAM_HEADER + 1);
  if (reader.read(2) !== OWN_CODE) {
    throw new RangeError(`a sample of ${sample.length} bytes is too short to learn a code from`);
  }
  const symbols = reader.read(5) + BYTES + 1;
  const sizes = readSizes(reader, symbols);
  const words = huffmanCodes(sizes.slice(0, symbols));
  const [toTheByteBefore] = huffmanCodes(sizes.slice(symbols));
  // Every symbol is in the first block, or pictures would be missing something.
  if (!toTheByteBefore?.size || words.some(({ size }) => size === 0)) throw new Error('a symbol has no word');
  return {
    opening: opening(stream, reader.position),
    byte: words.slice(0, BYTES),
    run: runWords(words.slice(BYTES + 1), toTheByteBefore),
    end: words[BYTES]!,
  };
}

/** Each byte and each symbol of a run once: what does not occur in a sample would have no word. */
function everyByteAndRun(): Buffer {
  const bytes = Buffer.from(Array.from({ length: BYTES }, (_, byte) => byte));
  const runs = RUN_SYMBOLS.map(({ least }, symbol) => Buffer.alloc(1 + least, symbol % 2));
  return Buffer.concat([bytes, ...runs]);
}

/** §3.2.7: the sizes of both codes' words, themselves compressed. */
function readSizes(reader: BitReader, symbols: number): number[] {
  const count = symbols + reader.read(5) + 1;
  const given = reader.read(4) + 4;
  const sizesOfSizes = SIZES_ORDER.map(() => 0);
  for (const symbol of SIZES_ORDER.slice(0, given)) sizesOfSizes[symbol] = reader.read(3);
  const code = huffmanCodes(sizesOfSizes);
  const sizes: number[] = [];
  while (sizes.length < count) {
    const symbol = reader.readSymbol(code);
    if (symbol < 16) sizes.push(symbol);
    else if (symbol === 16) sizes.push(...repeat(sizes.at(-1)!, 3 + reader.read(2)));
    else if (symbol === 17) sizes.push(...repeat(0, 3 + reader.read(3)));
    else sizes.push(...repeat(0, 11 + reader.read(7)));
  }
  return sizes;
}

function repeat(size: number, times: number): number[] {
  return Array<number>(times).fill(size);
}

/** A run is written as its symbol, what adds to its length, and the word for a distance of one byte. */
function runWords(symbols: readonly Bits[], distance: Bits): Bits[] {
  const runs: Bits[] = Array<Bits>(SHORTEST_RUN).fill({ value: 0, size: 0 });
  for (const [index, { least, extra }] of RUN_SYMBOLS.entries()) {
    const { value, size } = symbols[index]!;
    for (let more = 0; more < 1 << extra; more++) {
      runs[least + more] = {
        value: value | (more << size) | (distance.value << (size + extra)),
        size: size + extra + distance.size,
      };
    }
  }
  return runs;
}

/** §3.2.5: eight symbols for one length each, then four each for 2, 4 … 32 lengths, and one for the longest. */
function runSymbols(): { readonly least: number; readonly extra: number }[] {
  const symbols = [];
  let least = SHORTEST_RUN;
  for (let symbol = 0; least < LONGEST_RUN; symbol++) {
    const extra = Math.max(0, (symbol >> 2) - 1);
    symbols.push({ least, extra });
    least += 1 << extra;
  }
  return [...symbols, { least: LONGEST_RUN, extra: 0 }];
}

/** What came before the block's first word, marked as the last block: zlib may have begun another. */
function opening(stream: Uint8Array, size: number): Opening {
  const whole = stream.slice(0, size >> 3);
  whole[STREAM_HEADER >> 3]! |= LAST;
  const rest = { value: stream[size >> 3]! & ((1 << (size & 7)) - 1), size: size & 7 };
  return { whole, rest };
}
