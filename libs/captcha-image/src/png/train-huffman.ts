import { constants, deflateSync } from 'node:zlib';
import { BitReader, huffmanCodes, type Bits } from './huffman-codes.js';

/** Symbols below this value are literal bytes, this value ends a block, larger ones are run lengths (RFC 1951 §3.2.5). */
const BYTES = 256;
/** Shortest and longest run that DEFLATE can encode (RFC 1951 §3.2.5). */
export const MIN_RUN = 3;
export const MAX_RUN = 258;
/** The 29 length symbols: the shortest run of each, and its number of extra bits. */
const RUN_SYMBOLS = runSymbols();

/** RFC 1951 §3.2.7: order of the code lengths of the code length alphabet. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** RFC 1950 §2.2: bits of the stream header. */
const STREAM_HEADER_BITS = 16;
/** RFC 1951 §3.2.3: BFINAL, and the BTYPE of dynamic Huffman codes. */
const FINAL_BLOCK = 1;
const DYNAMIC_CODES = 2;

/** The start of a stream: whole bytes, then the bits that fill no byte yet. */
interface StreamPrefix {
  readonly bytes: Uint8Array;
  readonly rest: Bits;
}

/** The Huffman codes of a zlib stream with a single block. */
export interface HuffmanTable {
  /** Stream header and block header. */
  readonly prefix: StreamPrefix;
  /** Code of each literal byte. */
  readonly literals: readonly Bits[];
  /** Code that repeats the previous byte, by run length; empty below {@link MIN_RUN}. */
  readonly runs: readonly Bits[];
  /** End-of-block code. */
  readonly end: Bits;
}

/**
 * Reads the Huffman codes that zlib chooses for a sample, so that similar data can be encoded without choosing codes
 * again: for a small picture that choice takes most of zlib's time.
 *
 * @param sample representative bytes; zlib's first block, about 30,000 literals and runs, determines the codes
 * @throws {RangeError} when the sample is too short for dynamic codes
 */
export function trainHuffman(sample: Uint8Array): HuffmanTable {
  const stream = deflateSync(Buffer.concat([everySymbol(), sample]), {
    level: 1,
    strategy: constants.Z_RLE,
    memLevel: constants.Z_MAX_MEMLEVEL,
  });
  const reader = new BitReader(stream);
  reader.read(STREAM_HEADER_BITS + 1);
  if (reader.read(2) !== DYNAMIC_CODES) {
    throw new RangeError(`a sample of ${sample.length} bytes is too short to train Huffman codes`);
  }
  const symbols = reader.read(5) + BYTES + 1;
  const sizes = readCodeLengths(reader, symbols);
  const codes = huffmanCodes(sizes.slice(0, symbols));
  const [distanceOne] = huffmanCodes(sizes.slice(symbols));
  // Pictures may contain any byte and any run length.
  if (!distanceOne?.size || codes.some(({ size }) => size === 0)) {
    throw new Error('a DEFLATE symbol has no Huffman code');
  }
  return {
    prefix: streamPrefix(stream, reader.position),
    literals: codes.slice(0, BYTES),
    runs: runCodes(codes.slice(BYTES + 1), distanceOne),
    end: codes[BYTES]!,
  };
}

/** Contains each byte and each length symbol once, because zlib assigns no code to a symbol that does not occur. */
function everySymbol(): Buffer {
  const bytes = Buffer.from(Array.from({ length: BYTES }, (_, byte) => byte));
  const runs = RUN_SYMBOLS.map(({ shortest }, symbol) => Buffer.alloc(1 + shortest, symbol % 2));
  return Buffer.concat([bytes, ...runs]);
}

/** Reads the code lengths of both alphabets, literal/length and distance (RFC 1951 §3.2.7). */
function readCodeLengths(reader: BitReader, symbols: number): number[] {
  const count = symbols + reader.read(5) + 1;
  const given = reader.read(4) + 4;
  const sizesOfSizes = CODE_LENGTH_ORDER.map(() => 0);
  for (const symbol of CODE_LENGTH_ORDER.slice(0, given)) sizesOfSizes[symbol] = reader.read(3);
  const codes = huffmanCodes(sizesOfSizes);
  const sizes: number[] = [];
  while (sizes.length < count) {
    const symbol = reader.readSymbol(codes);
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

/** A run is encoded as its length symbol, the extra bits of the length, and the code of distance one. */
function runCodes(symbols: readonly Bits[], distance: Bits): Bits[] {
  const runs: Bits[] = Array<Bits>(MIN_RUN).fill({ value: 0, size: 0 });
  for (const [index, { shortest, extraBits }] of RUN_SYMBOLS.entries()) {
    const { value, size } = symbols[index]!;
    for (let extra = 0; extra < 1 << extraBits; extra++) {
      runs[shortest + extra] = {
        value: value | (extra << size) | (distance.value << (size + extraBits)),
        size: size + extraBits + distance.size,
      };
    }
  }
  return runs;
}

/** RFC 1951 §3.2.5: eight symbols of one length each, four each for 2, 4 … 32 lengths, and one for the longest run. */
function runSymbols(): { readonly shortest: number; readonly extraBits: number }[] {
  const symbols = [];
  let shortest = MIN_RUN;
  for (let symbol = 0; shortest < MAX_RUN; symbol++) {
    const extraBits = Math.max(0, (symbol >> 2) - 1);
    symbols.push({ shortest, extraBits });
    shortest += 1 << extraBits;
  }
  return [...symbols, { shortest: MAX_RUN, extraBits: 0 }];
}

/** The stream up to the block's first code, with BFINAL set: zlib may have split the sample into several blocks. */
function streamPrefix(stream: Uint8Array, bits: number): StreamPrefix {
  const bytes = stream.slice(0, bits >> 3);
  bytes[STREAM_HEADER_BITS >> 3]! |= FINAL_BLOCK;
  const rest = { value: stream[bits >> 3]! & ((1 << (bits & 7)) - 1), size: bits & 7 };
  return { bytes, rest };
}
