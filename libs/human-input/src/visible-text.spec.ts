import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charactersOf } from './testing/characters-of.js';
import { visibleText } from './visible-text.js';

const ADDRESS = 'jane@example.com';
const WHITE_SPACE = charactersOf(/^\p{White_Space}$/u);
const INVISIBLE = [
  ...charactersOf(/^\p{Cf}$/u),
  ...charactersOf(/^\p{Variation_Selector}$/u),
  ...charactersOf(/^\p{Default_Ignorable_Code_Point}$/u),
];

/** Joiners, and invisible marks that may stand beside one. */
const JOINERS = ['\u200c', '\u200d', '\ufe0f', '\u200b', '\u034f'];

describe('visibleText()', () => {
  it.each([
    ['jane@example.com ', ADDRESS],
    ['\tjane@example.com\r\n', ADDRESS],
    ['jane@example.com\u200b', ADDRESS],
    ['\u202djane@example.com\u202c', ADDRESS],
    ['\u2068jane@exam\u00adple.com\u2069\u2028', ADDRESS],
    [' \u200b\u00a0 \ufeff', ''],
    ['', ''],
  ])('drops what a person cannot see: %j becomes %j', (text, visible) => {
    expect(visibleText(text)).toBe(visible);
  });

  it.each([
    'jane doe@example.com',
    'a\u00a0b',
    'a\nb',
    'jané@example.com',
    '１２３',
    'a\u0000',
    '😀',
    '\ud83d',
    '-',
    'a.b',
  ])('keeps everything else: %j', (text) => {
    expect(visibleText(text)).toBe(text);
  });

  it(`drops each of Unicode's ${WHITE_SPACE.length} white space characters at both ends, and keeps it inside`, () => {
    const failed = WHITE_SPACE.filter(
      (space) => visibleText(`${space}${space}a${space}b${space}`) !== `a${space}b`,
    );
    expect(failed).toEqual([]);
  });

  it(`drops each of Unicode's ${new Set(INVISIBLE).size} invisible characters everywhere`, () => {
    const failed = INVISIBLE.filter(
      (mark) => visibleText(`${mark}ja${mark}ne@x.de${mark} ${mark}`) !== 'jane@x.de',
    );
    expect(failed).toEqual([]);
  });

  // RFC 5892, appendix A: a joiner there makes another domain name.
  it.each(['نامه\u200cای', 'क्\u200dष'])('keeps a joiner between letters that it joins: %j', (text) => {
    expect(visibleText(text)).toBe(text);
  });

  it.each([
    ['نامه\u200c', 'نامه'],
    ['\u200dक', 'क'],
    ['ab\u200ccd', 'abcd'],
    ['12\u200d3', '123'],
    ['例\u200d子', '例子'],
    ['えん\u200cカナ', 'えんカナ'],
    ['한\u200d국', '한국'],
    ['של\u200cום', 'שלום'],
    ['ไท\u200dย', 'ไทย'],
    ['نامه\u200c\ufe0fای', 'نامهای'],
    ['نامه\u200c\ufe0f', 'نامه'],
  ])('drops a joiner in any other place: %j', (text, visible) => {
    expect(visibleText(text)).toBe(visible);
  });

  it('is idempotent (generated)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(visibleText(visibleText(text))).toBe(visibleText(text));
      }),
    );
    const marked = fc.string({
      unit: fc.constantFrom('ن', 'क', '\u094d', 'a', ' ', ...JOINERS),
      maxLength: 8,
    });
    fc.assert(
      fc.property(marked, (text) => {
        expect(visibleText(visibleText(text))).toBe(visibleText(text));
      }),
      { numRuns: 1000 },
    );
  });
});
