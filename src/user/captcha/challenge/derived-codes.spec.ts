import { describe, expect, it } from 'vitest';
import { FULL, logMetric } from '../../../../test/support/vitest/profile.js';
import { CodeSource } from '../keys/code-source.js';
import { ALPHABETS } from './code/code-alphabets.js';
import { randomCode } from './code/random-code.js';
import { STRONG_CODE } from './code/strong-code.js';

const CODES = FULL ? 1_000_000 : 60_000;
const BINS = 1000;

/** Upper 0.1 % point of χ² (Wilson and Hilferty's approximation). */
const critical = (degrees: number): number => {
  const part = 2 / (9 * degrees);
  return degrees * (1 - part + 3.0902 * Math.sqrt(part)) ** 3;
};

const chiSquare = (counts: readonly number[], total: number): number => {
  const expected = total / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
};

describe('CodeSource with randomCode()', () => {
  it.each([
    ['digits', { length: 6, alphabet: ALPHABETS.digits }],
    ['letters', { length: 6, alphabet: ALPHABETS.letters }],
    ['strong', STRONG_CODE],
  ] as const)('SEC-54: derives uniform codes of %s', (name, { length, alphabet }) => {
    // Fixed key and nonces: the same codes at every run, so that the test cannot fail by chance.
    const source = new CodeSource([{ id: 'k1', secret: Buffer.alloc(32, 'SEC-54') }]);
    const positions = Array.from({ length }, () => Array<number>(alphabet.length).fill(0));
    const bins = Array<number>(BINS).fill(0);
    const origin = { tenant: 'default', use: 'login', type: 'email', recipient: 'jane@example.com' };
    for (let i = 0; i < CODES; i++) {
      const code = randomCode(length, alphabet, source.indexes({ ...origin, nonce: String(i) }, 'k1'));
      const indices = [...code].map((character) => alphabet.indexOf(character));
      indices.forEach((index, position) => positions[position]![index]!++);
      const share = indices.reduceRight((rest, index) => (rest + index) / alphabet.length, 0);
      bins[Math.floor(share * BINS)]!++;
    }
    const perPosition = positions.map((counts) => chiSquare(counts, CODES));
    const perBin = chiSquare(bins, CODES);
    logMetric(
      `SEC-54 ${name}: ${CODES} codes, χ² ≤ ${Math.max(...perPosition).toFixed(1)} per position, ${perBin.toFixed(0)} over ${BINS} bins`,
    );
    for (const value of perPosition) expect(value).toBeLessThan(critical(alphabet.length - 1));
    // Bins of equal width have equal shares only where the number of codes is a multiple of theirs.
    if (alphabet.length ** length % BINS === 0) expect(perBin).toBeLessThan(critical(BINS - 1));
  });
});
