import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../random/seeded-random.js';
import { trainHuffman } from './train-huffman.js';
import { RunDeflater } from './run-deflater.js';

type ByteRuns = readonly (readonly [byte: number, times: number])[];

const MAX_BYTES = 20_000;
const bytesOf = (runs: ByteRuns) => Buffer.concat(runs.map(([byte, times]) => Buffer.alloc(times, byte)));

/** Runs as in a picture: long ones of ground, short ones of ink, single bytes at edges. */
function pictureLike(seed: number): ByteRuns {
  const random = new SeededRandom(new Uint8Array(16).fill(seed));
  return Array.from({ length: 200 }, () => [
    [0, random.whole(1, 60)] as const,
    [[0x01, 0x07, 0x2f, 0xbf][random.whole(0, 3)]!, 1] as const,
    [0xff, random.whole(1, 4)] as const,
  ]).flat();
}

const sample = Buffer.concat([1, 2, 3, 4].map((seed) => bytesOf(pictureLike(seed))));
const deflater = new RunDeflater(trainHuffman(sample), MAX_BYTES);

function deflate(runs: ByteRuns): Uint8Array {
  return deflater.deflate({
    bytes: Uint8Array.from(runs, ([byte]) => byte),
    lengths: Uint16Array.from(runs, ([, times]) => times),
    count: runs.length,
  });
}

describe('RunDeflater', () => {
  it.each<[string, ByteRuns]>([
    ['nothing', []],
    ['each byte once', Array.from({ length: 256 }, (_, byte) => [byte, 1] as const)],
    ['a run of every length up to 190', Array.from({ length: 190 }, (_, run) => [run % 2, run + 1] as const)],
    ['runs of 190 to 269 bytes', Array.from({ length: 80 }, (_, run) => [run % 2, run + 190] as const)],
    ['the largest allowed input', [[0xff, MAX_BYTES]]],
    [
      'bytes that the sample does not contain',
      Array.from({ length: 5000 }, (_, at) => [at % 2 ? 0x93 : 0x6c, 1 + (at % 4)] as const),
    ],
  ])('encodes %s as a stream that zlib inflates and whose checksum it accepts', (_, runs) => {
    expect(inflateSync(deflate(runs)).equals(bytesOf(runs))).toBe(true);
  });

  it('reuses its output buffer for 200 pictures without corrupting one', () => {
    for (let seed = 5; seed < 205; seed++) {
      const runs = pictureLike(seed);
      expect(inflateSync(deflate(runs)).equals(bytesOf(runs))).toBe(true);
    }
  });
});
