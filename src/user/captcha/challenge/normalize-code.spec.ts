import { ALPHABETS } from './code-alphabets.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../../../test/support/tenant.js';
import { matchesPolicy } from './code-format.js';
import { normalizeCode } from './normalize-code.js';
import { isStrongCode, newStrongCode, STRONG_CODE } from './strong-code.js';

const { image, email } = tenantWith().policy;

describe('The canonical form of a code', () => {
  it.each([
    ['123456', '123456'],
    ['12 34-56', '123456'],
    ['  123456  ', '123456'],
    ['\t123456\r\n', '123456'],
    ['1 2 3 4 5 6', '123456'],
    ['123\u00a0456', '123456'],
    ['123\u3000456', '123456'],
    ['123\u2009456\ufeff', '123456'],
    ['---123456---', '123456'],
    ['123\u2010456', '123456'],
    ['123\u2011456', '123456'],
    ['123–456', '123456'],
    ['123—456', '123456'],
    ['123−456', '123456'],
    ['123－456', '123456'],
  ])('has no spaces and dashes: %j is %s', (typed, code) => {
    expect(normalizeCode(typed)).toBe(code);
  });

  it.each([
    ['full-width', '０１２３４５６７８９'],
    ['Arabic-Indic', '٠١٢٣٤٥٦٧٨٩'],
    ['Persian', '۰۱۲۳۴۵۶۷۸۹'],
    ['Devanagari', '०१२३४५६७८९'],
  ])('has ASCII digits where %s ones were typed', (_script, typed) => {
    expect(normalizeCode(typed)).toBe('0123456789');
  });

  it('has one form for digits of several scripts in one code', () => {
    expect(normalizeCode(' １٢۳-४5６ ')).toBe('123456');
  });

  it.each([
    ['wk4h7d', 'WK4H7D'],
    ['Wk4H 7d', 'WK4H7D'],
    ['ｗｋ４ｈ７ｄ', 'WK4H7D'],
    ['ＷＫ４Ｈ７Ｄ', 'WK4H7D'],
  ])('has capitals: %s is %s', (typed, code) => {
    expect(normalizeCode(typed)).toBe(code);
  });

  it.each(['ı', 'ſ', 'ß', 'К', 'а', 'ﬀ', '²', '①', '৪', '٫', '\u200b'])(
    'makes no ASCII of a look-alike: %s',
    (typed) => {
      expect(normalizeCode(typed)).toMatch(/[^\0-\x7f]/);
    },
  );

  it('is its own canonical form (generated)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (typed) => {
        const code = normalizeCode(typed);
        expect(normalizeCode(code)).toBe(code);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('A code fits a policy', () => {
  it.each(['000000', '123456', '999999'])('of six digits: %s', (code) => {
    expect(matchesPolicy(code, email)).toBe(true);
  });

  it.each(['ACDEFH', 'KMNPRT', 'UWXY34', '679ACD'])('of six letters of an image: %s', (code) => {
    expect(matchesPolicy(code, image)).toBe(true);
  });

  it('of any length and alphabet that the tenant chose', () => {
    expect(matchesPolicy('12345678', { ...email, length: 8 })).toBe(true);
    expect(matchesPolicy('123456', { ...email, length: 8 })).toBe(false);
    expect(matchesPolicy('ACDEFH', { ...email, alphabet: 'letters' })).toBe(true);
    expect(matchesPolicy('123456', { ...image, alphabet: 'digits' })).toBe(true);
  });

  it.each([
    '',
    '12345',
    '1234567',
    '12345a',
    '12345\u0000',
    '1e5000',
    '+12345',
    '12.345',
    '0x1234',
    '１23456',
    '12345😀',
    '😀😀😀',
    '[123456]',
    '{"$ne":""}',
  ])('of six digits in no other form: %j', (code) => {
    expect(matchesPolicy(code, email)).toBe(false);
  });

  it('of an image only with characters that images are made of', () => {
    const never = [...'BGIJLOQSVZ01258', ...'aä ', ''].map((one) => `ACDEF${one}`);
    expect(never.filter((code) => matchesPolicy(code, image))).toEqual([]);
  });

  it('whenever it was drawn from its alphabet, however people type it (generated)', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(email, image)
          .chain((policy) =>
            fc.tuple(
              fc.constant(policy),
              fc.array(fc.constantFrom(...ALPHABETS[policy.alphabet]), { minLength: 6, maxLength: 6 }),
            ),
          ),
        fc.constantFrom(' ', '-', '', ' - ', '\u3000'),
        ([policy, characters], gap) => {
          const code = characters.join('');
          expect(matchesPolicy(code, policy)).toBe(true);
          for (const typed of [code, code.toLowerCase(), characters.join(gap), gap + code + gap]) {
            expect(normalizeCode(typed)).toBe(code);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

// Contract §5: 10 characters of a 32-letter alphabet.
describe('A strong code', () => {
  it('has ten characters of thirty-two, none twice', () => {
    expect(STRONG_CODE.length).toBe(10);
    expect(new Set(STRONG_CODE.alphabet).size).toBe(32);
    expect(STRONG_CODE.alphabet).toHaveLength(32);
  });

  it('is read back however people type it', () => {
    for (let i = 0; i < 100; i++) {
      const code = newStrongCode();
      expect(isStrongCode(code)).toBe(true);
      expect(normalizeCode(` ${code.slice(0, 5).toLowerCase()}-${code.slice(5)} `)).toBe(code);
    }
  });

  it.each([
    '',
    '123456',
    'ACDEFHKMN',
    'ACDEFHKMNPR',
    'ACDEFHKMNI',
    'ACDEFHKMNO',
    'acdefhkmnp',
    'ACDEFHKMN\u0000',
  ])('has no other form: %j', (code) => {
    expect(isStrongCode(code)).toBe(false);
  });

  it('is no normal code of any policy, nor the other way round', () => {
    expect(matchesPolicy('ACDEFHKMNP', email)).toBe(false);
    expect(matchesPolicy('ACDEFHKMNP', image)).toBe(false);
    expect(isStrongCode('ACDEFH')).toBe(false);
  });
});
