import { describe, expect, it } from 'vitest';
import { uniformity } from '../../../../test/support/load/statistics.js';
import { FULL, logMetric } from '../../../../test/support/vitest/profile.js';
import { CodeSource } from '../keys/code-source.js';
import { ALPHABETS } from './code/code-alphabets.js';
import type { CodeFormat } from './code/code-format.js';
import { randomCode } from './code/random-code.js';
import { STRONG_CODE } from './code/strong-code.js';

const CODES = FULL ? 1_000_000 : 30_000;
const BINS = 1000;
/** A million codes take a while. */
const MINUTES = 300_000;

/** The characters that together have at most {@link BINS} values. */
const leading = ({ alphabet }: CodeFormat): number =>
  Math.floor(Math.log(BINS + 24) / Math.log(alphabet.length));

describe('CodeSource with randomCode()', () => {
  // Fixed key and nonces: the same codes at every run, so that the test cannot fail by chance.
  const source = new CodeSource([{ id: 'k1', secret: Buffer.alloc(32, 'SEC-54') }]);
  const origin = { tenant: 'default', use: 'login', type: 'email', recipient: 'jane@example.com' };

  it.each<[string, CodeFormat]>([
    ['digits', { length: 6, alphabet: ALPHABETS.digits }],
    ['letters', { length: 6, alphabet: ALPHABETS.letters }],
    ['a strong code', STRONG_CODE],
  ])(
    'SEC-54: derives %s, each character uniform at every position, and the first ones together',
    (name, format) => {
      const { length, alphabet } = format;
      const together = leading(format);
      const positions = Array.from({ length }, () => new Array<number>(alphabet.length).fill(0));
      const bins = new Array<number>(alphabet.length ** together).fill(0);
      for (let i = 0; i < CODES; i++) {
        const code = randomCode(length, alphabet, source.indexes({ ...origin, nonce: String(i) }, 'k1'));
        const indices = [...code].map((character) => alphabet.indexOf(character));
        indices.forEach((index, position) => positions[position]![index]!++);
        bins[indices.slice(0, together).reduce((bin, index) => bin * alphabet.length + index, 0)]!++;
      }
      const p = [...positions, bins].map(uniformity);
      logMetric(
        `SEC-54: ${CODES} codes of ${name}, ${bins.length} bins, lowest p ${Math.min(...p).toFixed(4)}`,
      );
      expect(Math.min(...p)).toBeGreaterThan(0.001);
    },
    MINUTES,
  );
});
