import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALPHABETS } from '../../../src/user/captcha/challenge/code/code-alphabets.js';
import type { CodeFormat } from '../../../src/user/captcha/challenge/code/code-format.js';
import { newCodeID } from '../../../src/user/captcha/challenge/code/code-id.js';
import { randomCode } from '../../../src/user/captcha/challenge/code/random-code.js';
import { STRONG_CODE } from '../../../src/user/captcha/challenge/code/strong-code.js';
import { CodeSource } from '../../../src/user/captcha/keys/code-source.js';
import { chi2Tail, uniformity } from '../../support/load/statistics.js';
import { FULL, logMetric } from '../../support/vitest/profile.js';

const DRAWS = FULL ? 1_000_000 : 100_000;
const MINUTES = 300_000;
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A code that is drawn or spoken. */
const draw = ({ length, alphabet }: CodeFormat): string => randomCode(length, alphabet);

const source = new CodeSource([{ id: 'k1', secret: randomBytes(32) }]);
const origin = { tenant: 'default', use: 'login', type: 'phone', recipient: '+8613800138000' };
/** A code that is sent: derived from a new nonce. */
const derive = ({ length, alphabet }: CodeFormat): string =>
  randomCode(length, alphabet, source.indexes({ ...origin, nonce: source.newNonce() }, 'k1'));

/** p-values of {@link DRAWS} strings: one per position, and one for the leading characters together (about 1,000 bins). */
function pValues(length: number, alphabet: string, next: () => string): number[] {
  const joint = Math.max(1, Math.floor(Math.log(1000.5) / Math.log(alphabet.length)));
  const places = Array.from({ length }, () => new Array<number>(alphabet.length).fill(0));
  const bins = new Array<number>(alphabet.length ** joint).fill(0);
  for (let i = 0; i < DRAWS; i++) {
    const text = next();
    if (text.length !== length) throw new Error(`expected ${length} characters, got ${text.length}`);
    let bin = 0;
    for (let place = 0; place < length; place++) {
      const value = alphabet.indexOf(text[place]!);
      if (value < 0) throw new Error('character outside of the alphabet');
      places[place]![value]!++;
      if (place < joint) bin = bin * alphabet.length + value;
    }
    bins[bin]!++;
  }
  return [...places, bins].map(uniformity);
}

/**
 * By chance, one p-value in a thousand is below 0.001. A suspicious run is therefore repeated: real bias shows again.
 * @returns the lowest p-value; after a repetition, each position counts with the higher of its two p-values
 */
function lowestP(length: number, alphabet: string, next: () => string): number {
  const first = pValues(length, alphabet, next);
  if (first.every((p) => p > 0.001)) return Math.min(...first);
  const second = pValues(length, alphabet, next);
  return Math.min(...first.map((p, i) => Math.max(p, second[i]!)));
}

const SIX_DIGITS: CodeFormat = { length: 6, alphabet: ALPHABETS.digits };
const SIX_LETTERS: CodeFormat = { length: 6, alphabet: ALPHABETS.letters };

describe('SEC-05: codes', () => {
  it.each([
    ['six digits that are sent', SIX_DIGITS, () => derive(SIX_DIGITS)],
    ['strong codes', STRONG_CODE, () => derive(STRONG_CODE)],
    ['six letters of an image', SIX_LETTERS, () => draw(SIX_LETTERS)],
    ['six digits of a spoken image', SIX_DIGITS, () => draw(SIX_DIGITS)],
  ])(
    'are uniform and keep their leading zeros: %s',
    (title, { length, alphabet }, next) => {
      const p = lowestP(length, alphabet, next);
      logMetric(`SEC-05: ${title}, ${DRAWS} draws, lowest p ${p.toFixed(4)}`);
      expect(p).toBeGreaterThan(0.001);
    },
    MINUTES,
  );

  it('are generated without Math.random', () => {
    const callers = ['src', 'libs']
      .flatMap(sources)
      .filter((file) => /Math\s*\.\s*random\s*\(/.test(readFileSync(file, 'utf8')));
    expect(callers).toEqual([]);
  });
});

describe('SEC-06: codeIDs', () => {
  it(
    'are 20 base64url characters, uniform and unique',
    () => {
      const ids = new Set<string>();
      const p = lowestP(20, BASE64URL, () => {
        const id = newCodeID();
        ids.add(id);
        return id;
      });
      logMetric(`SEC-06: ${ids.size} ids, lowest p ${p.toFixed(4)}`);
      expect(ids.size % DRAWS).toBe(0);
      expect(p).toBeGreaterThan(0.001);
    },
    MINUTES,
  );

  it('do not depend on account or time: 1,000 ids are distinct in each quarter', () => {
    const ids = Array.from({ length: 1000 }, () => newCodeID());
    // 30 bits each: about 0.0005 collisions are expected by chance.
    for (const part of [0, 5, 10, 15])
      expect(new Set(ids.map((id) => id.slice(part, part + 5))).size).toBe(1000);
  });
});

describe('uniformity() and chi2Tail()', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.4.
  it.each([
    [27.877, 9, 0.001],
    [45.315, 20, 0.001],
    [16.919, 9, 0.05],
    [61.098, 31, 0.001],
    [103.442, 63, 0.001],
  ])('match the published table: χ² of %d with %d degrees of freedom has p = %d', (x, freedom, p) => {
    expect(Math.abs(chi2Tail(x, freedom) / p - 1)).toBeLessThan(0.001);
  });

  it('detect one of ten values that is 10 % too frequent', () => {
    const bins = new Array<number>(10).fill(10_000);
    bins[3] = 11_000;
    expect(uniformity(bins)).toBeLessThan(0.001);
  });

  it.each([
    ['a remainder of a byte', (byte: number) => byte % 10],
    ['no leading zero', (byte: number) => 1 + (byte % 9)],
  ])('detect biased digits: %s', (_, digit) => {
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < DRAWS; i++) bins[digit(i % 256)]!++;
    expect(uniformity(bins)).toBeLessThan(0.001);
  });
});

/** TypeScript files that run in production. */
function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/(^|\/)(node_modules|dist|testing)\/|\.spec\.ts$/.test(file))
    .map((file) => join(folder, file));
}
