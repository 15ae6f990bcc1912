import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SEED_SIZE, SeededRandom } from '../random/seeded-random.js';
import { RunDeflater } from './run-deflater.js';
import { trainHuffman } from './train-huffman.js';

describe('trainHuffman()', () => {
  it('takes the codes of the first block when the sample fills several', () => {
    const random = new SeededRandom(new Uint8Array(SEED_SIZE));
    const long = Uint8Array.from({ length: 100_000 }, () => random.whole(0, 15));
    const trained = new RunDeflater(trainHuffman(long), 10);
    const five = { bytes: Uint8Array.of(5), lengths: Uint16Array.of(5), count: 1 };
    expect([...inflateSync(trained.deflate(five))]).toEqual([5, 5, 5, 5, 5]);
  });

  it('refuses a sample that is too short for dynamic codes', () => {
    expect(() => trainHuffman(new Uint8Array())).toThrow(
      'a sample of 0 bytes is too short to train Huffman codes',
    );
  });
});
