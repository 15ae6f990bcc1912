import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeCode } from './normalize-code.js';
import { charactersOf } from './testing/characters-of.js';

const DIGITS = '0123456789';

describe('normalizeCode()', () => {
  it.each([
    '12 34-56',
    '  123456  ',
    '\t123456\r\n',
    '1 2 3 4 5 6',
    '123\u2009456\ufeff',
    '---123456---',
    '123－456',
    '１２３ー４５６',
    '\u200f123456',
    '\u202b123456\u2069',
    '123456\ufe0f',
    '123\u00ad456',
    '１٢۳-४5６',
  ])('reads %j as 123456', (typed) => {
    expect(normalizeCode(typed)).toBe('123456');
  });

  it.each([
    ['White_Space', /^\p{White_Space}$/u],
    ['Dash', /^\p{Dash}$/u],
    ['Cf', /^\p{Cf}$/u],
    ['Variation_Selector', /^\p{Variation_Selector}$/u],
    ['Default_Ignorable_Code_Point', /^\p{Default_Ignorable_Code_Point}$/u],
  ])('removes every character of Unicode with the property %s', (_property, pattern) => {
    const characters = charactersOf(pattern);
    expect(characters.length).toBeGreaterThan(15);
    expect(characters.filter((one) => normalizeCode(`${one}12${one}34${one}`) !== '1234')).toEqual([]);
  });

  it('maps the digits of every numbering system that Intl knows', () => {
    const systems = Intl.supportedValuesOf('numberingSystem').map((numberingSystem) =>
      new Intl.NumberFormat('en', { numberingSystem, useGrouping: false, minimumIntegerDigits: 10 }).format(
        123456789,
      ),
    );
    const decimal = systems.filter((digits) => /^\p{Nd}{10}$/u.test(digits));
    expect(decimal.length).toBeGreaterThan(60);
    expect(decimal.filter((digits) => normalizeCode(digits) !== DIGITS)).toEqual([]);
  });

  it('maps every decimal digit of Unicode, in blocks of ten', () => {
    const digits = charactersOf(/^\p{Nd}$/u);
    const expected = DIGITS.repeat(digits.length / 10);
    expect(normalizeCode(digits.join(''))).toBe(expected);
  });

  it.each([
    ['wk3h9d', 'WK3H9D'],
    ['Wk3H 9d', 'WK3H9D'],
    ['ｗｋ３ｈ９ｄ', 'WK3H9D'],
    ['ＷＫ３Ｈ９Ｄ', 'WK3H9D'],
  ])('upper-cases letters: %s is %s', (typed, code) => {
    expect(normalizeCode(typed)).toBe(code);
  });

  it.each(['ı', 'ſ', 'ß', 'К', 'а', 'ﬀ', '²', '①', '٫', '\u0000', '\ud83d'])(
    'maps no look-alike to ASCII: %s',
    (typed) => {
      expect(normalizeCode(typed)).toBe(typed);
    },
  );

  it('is idempotent (generated)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (typed) => {
        const code = normalizeCode(typed);
        expect(normalizeCode(code)).toBe(code);
      }),
      { numRuns: 1000 },
    );
  });
});
