import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../random/seeded-random.js';
import { trainHuffman } from './run-code.js';
import { RunDeflater } from './run-deflater.js';

/** Pairs of a byte and how often it comes. */
type Repeated = readonly (readonly [byte: number, times: number])[];

const MOST = 20_000;
const bytesOf = (runs: Repeated) => Buffer.concat(runs.map(([byte, times]) => Buffer.alloc(times, byte)));

/** Bytes as of a picture: long runs of nothing, shorter ones of ink, and single bytes between. */
function pictureLike(seed: number): Repeated {
  const random = new SeededRandom(new Uint8Array(16).fill(seed));
  return Array.from({ length: 200 }, () => [
    [0, random.whole(1, 60)] as const,
    [[0x01, 0x07, 0x2f, 0xbf][random.whole(0, 3)]!, 1] as const,
    [0xff, random.whole(1, 4)] as const,
  ]).flat();
}

const sample = Buffer.concat([1, 2, 3, 4].map((seed) => bytesOf(pictureLike(seed))));
const deflater = new RunDeflater(trainHuffman(sample), MOST);

function deflate(runs: Repeated): Uint8Array {
  return deflater.deflate({
    bytes: Uint8Array.from(runs, ([byte]) => byte),
    lengths: Uint16Array.from(runs, ([, times]) => times),
    count: runs.length,
  });
}

describe('RunDeflater', () => {
  it.each<[string, Repeated]>([
    ['nothing', []],
    ['each byte once', Array.from({ length: 256 }, (_, byte) => [byte, 1] as const)],
    ['a run of every length up to 190', Array.from({ length: 190 }, (_, run) => [run % 2, run + 1] as const)],
    [
      'runs of every length from 190 on',
      Array.from({ length: 80 }, (_, run) => [run % 2, run + 190] as const),
    ],
    ['the longest input there may be', [[0xff, MOST]]],
    [
      'what was never in the sample',
      Array.from({ length: 5000 }, (_, at) => [at % 2 ? 0x93 : 0x6c, 1 + (at % 4)] as const),
    ],
  ])('writes %s so that zlib, which checks the sum, reads it back', (_, runs) => {
    expect(inflateSync(deflate(runs)).equals(bytesOf(runs))).toBe(true);
  });

  it('writes hundreds of different pictures into the same memory, each right', () => {
    for (let seed = 5; seed < 205; seed++) {
      const runs = pictureLike(seed);
      expect(inflateSync(deflate(runs)).equals(bytesOf(runs))).toBe(true);
    }
  });
});

describe('learnRunCode', () => {
  it('learns from a sample of more than one block, too: the first decides', () => {
    const long = Buffer.concat(Array.from({ length: 120 }, (_, seed) => bytesOf(pictureLike(seed % 250))));
    const learnt = new RunDeflater(trainHuffman(long), 10);
    const five = { bytes: Uint8Array.of(5), lengths: Uint16Array.of(5), count: 1 };
    expect([...inflateSync(learnt.deflate(five))]).toEqual([5, 5, 5, 5, 5]);
  });

  it('says when there is nothing to learn from', () => {
    expect(() => trainHuffman(new Uint8Array())).toThrow(
      'a sample of 0 bytes is too short to learn a code from',
    );
  });
});
