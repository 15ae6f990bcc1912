import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LanguageNegotiator } from './negotiate-language.js';

const SHIPPED = ['en', 'zh-CN', 'zh-TW', 'ja', 'ko', 'de', 'fr', 'es', 'pt-BR', 'ru', 'ar'];

describe('LanguageNegotiator', () => {
  it.each([
    ['en', 'en'],
    ['en-GB', 'en'],
    ['EN-us', 'en'],
    ['zh', 'zh-CN'],
    ['zh-cn', 'zh-CN'],
    ['zh-Hans-SG', 'zh-CN'],
    ['zh-TW', 'zh-TW'],
    ['zh-Hant', 'zh-TW'],
    ['zh-HK', 'zh-TW'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['de-AT-1996', 'de'],
    ['ar-EG', 'ar'],
  ])('selects for %s the language %s', (header, language) => {
    expect(new LanguageNegotiator(SHIPPED).negotiate(header)).toBe(language);
  });

  it.each([
    ['zh_CN', 'zh-CN'],
    ['zh_TW', 'zh-TW'],
    ['pt_BR', 'pt-BR'],
    ['zh_Hant_HK', 'zh-TW'],
    ['zh_Hans_SG', 'zh-CN'],
    ['zh-Hant_MO', 'zh-TW'],
    ['ZH_hk', 'zh-TW'],
    ['de_AT;q=0.5, en_US;q=0.4', 'de'],
    ['zh_CN.UTF-8', 'zh-CN'],
    ['zh_TW.Big5', 'zh-TW'],
    ['de_DE@euro', 'de'],
    ['en_US_POSIX', 'en'],
    ['zh_TW_#Hant', 'zh-TW'],
    ['zh_CN_#Hans', 'zh-CN'],
    ['zh-HK-#Hant', 'zh-TW'],
    ['zh_CN_#Hant', 'zh-TW'],
    ['zh__#Hant', 'zh-TW'],
    ['zh-CHT', 'zh-TW'],
    ['zh-CHS', 'zh-CN'],
  ])('reads the spellings of POSIX, Java and .NET: %s is %s', (header, language) => {
    expect(new LanguageNegotiator(SHIPPED).negotiate(header)).toBe(language);
  });

  it.each([
    ['ja-JP-JP', 'ja'],
    ['ja-JP-x-lvariant-JP', 'ja'],
    ['ko_KR_EURO', 'ko'],
    ['zh-TW-x', 'zh-TW'],
    ['zh_HK_de', 'zh-TW'],
    ['yue-CN-x', 'zh-CN'],
    ['ja' + '-1'.repeat(120), 'ja'],
  ])('ignores the last subtags of a tag that is not valid: %s is %s', (header, language) => {
    expect(new LanguageNegotiator(SHIPPED).negotiate(header)).toBe(language);
  });

  // Chinese languages, and the likely scripts of CLDR.
  it.each([
    ['yue', 'zh-TW'],
    ['yue-HK', 'zh-TW'],
    ['yue-Hant-HK', 'zh-TW'],
    ['yue-Hans-CN', 'zh-CN'],
    ['yue-CN', 'zh-CN'],
    ['yue_Hant_MO', 'zh-TW'],
    ['nan-Hant-TW', 'zh-TW'],
    ['nan-TW', 'zh-TW'],
    ['nan', 'zh-CN'],
    ['hak-TW', 'zh-TW'],
    ['hak', 'zh-CN'],
    ['cmn', 'zh-CN'],
    ['cmn-Hans-CN', 'zh-CN'],
    ['cmn-Hant', 'zh-TW'],
    ['cmn-TW', 'zh-TW'],
    ['wuu', 'zh-CN'],
    ['gan', 'zh-CN'],
    ['hsn', 'zh-CN'],
    ['cdo-Hant', 'zh-TW'],
    ['lzh', 'zh-TW'],
    ['lzh-Hans', 'zh-CN'],
    ['cpx', 'zh-CN'],
    ['zho', 'zh-CN'],
    ['chi-TW', 'zh-TW'],
    ['zh-Latn', 'zh-CN'],
    ['zh-Hani', 'zh-CN'],
    ['zh-yue', 'zh-TW'],
    ['zh-yue-HK', 'zh-TW'],
    ['zh-yue-Hans', 'zh-CN'],
    ['zh-cmn-Hans-CN', 'zh-CN'],
    ['zh-cmn-Hant', 'zh-TW'],
    ['zh-cmn', 'zh-CN'],
    ['zh-wuu', 'zh-CN'],
    ['zh-gan', 'zh-CN'],
    ['zh-min-nan', 'zh-CN'],
    ['zh-min', 'zh-CN'],
    ['zh-guoyu', 'zh-CN'],
    ['zh-hakka', 'zh-CN'],
    ['zh-xiang', 'zh-CN'],
    ['i-hak', 'zh-CN'],
    ['zh-xxx', 'zh-CN'],
  ])('matches a Chinese language by its script: %s is %s', (header, language) => {
    expect(new LanguageNegotiator(SHIPPED).negotiate(header)).toBe(language);
  });

  it.each([
    ['arz', 'ar'],
    ['ary-MA', 'ar'],
    ['apc', 'ar'],
    ['ar-arz', 'ar'],
    ['arb', 'ar'],
    ['gsw-CH', 'de'],
    ['lb', 'de'],
    ['deu', 'de'],
  ])('matches a dialect by its standard language: %s is %s', (header, language) => {
    expect(new LanguageNegotiator(SHIPPED).negotiate(header)).toBe(language);
    expect(new LanguageNegotiator(SHIPPED).negotiate(`${header}, ko;q=0.9`)).toBe(language);
  });

  it.each([
    ['ca', 'es'],
    ['gl-ES', 'es'],
    ['qu', 'es'],
    ['be-BY', 'ru'],
    ['kk', 'ru'],
    ['br', 'fr'],
    ['rm', 'de'],
    ['ug-CN', 'zh-CN'],
    ['bo', 'zh-CN'],
    ['cy', 'en'],
    ['sw-KE', 'en'],
    ['sv, ca;q=0.5, *;q=0.1', 'es'],
  ])('selects a language that is probably understood if no range matches: for %s %s', (header, language) => {
    expect(new LanguageNegotiator(SHIPPED).negotiate(header)).toBe(language);
    expect(new LanguageNegotiator(SHIPPED).negotiate(`${header}, ko;q=0.01`)).toBe('ko');
  });

  it('prefers a dialect to its standard language where both are supported, and not the other way round', () => {
    const negotiator = new LanguageNegotiator(['yue', 'zh-TW']);
    expect(negotiator.negotiate('yue-HK')).toBe('yue');
    expect(negotiator.negotiate('zh-HK')).toBe('zh-TW');
    expect(new LanguageNegotiator(['yue', 'es']).negotiate('zh-HK')).toBeUndefined();
    expect(new LanguageNegotiator(['ca']).negotiate('es')).toBeUndefined();
  });

  it.each([
    ['fr;q=0.2, ja;q=0.9, en;q=0.5', 'ja'],
    ['ja;q=0, en;q=0.1', 'en'],
    ['sv, ko;q=0.8', 'ko'],
    ['sv, *', undefined],
    ['de , en', 'de'],
    ['de;Q=0.3,en;q=0.7', 'en'],
    ['de ; q=0.3 , en ; q=0.7', 'en'],
    ['de;q=0.001, en;q=0', 'de'],
    ['de;q=1.000, en', 'de'],
    ['de;q=.4, en;q=.5', 'en'],
    ['de;level=1;q=0.1, en;q=0.2', 'en'],
    ['de, en', 'de'],
    ['en, de', 'en'],
    ['zh-CN;q=0.5, zh-TW;q=0.6', 'zh-TW'],
  ])('orders the ranges of %s by q-value', (header, language) => {
    expect(new LanguageNegotiator(SHIPPED).negotiate(header)).toBe(language);
  });

  it.each([
    ['ja;q=0', undefined],
    ['de-CH;q=0', undefined],
    ['fr-CA;q=0, ko;q=0.1', 'ko'],
    ['de-CH, de;q=0', undefined],
    ['gsw, de;q=0, fr;q=0.1', 'fr'],
    ['ca, es;q=0.0', undefined],
    ['zh;q=0, zh-TW', 'zh-TW'],
    ['zh-TW;q=0, yue', 'zh-CN'],
    ['de;q=0.000, *', undefined],
  ])('selects no language with the q-value 0: for %s %s', (header, language) => {
    expect(new LanguageNegotiator(SHIPPED).negotiate(header)).toBe(language);
  });

  it.each([
    undefined,
    '',
    '*',
    ';;;',
    'q=1',
    'en;q=banana',
    'en;q=7',
    'en;q=1.1',
    'en;q=-1',
    'en;q=',
    'en;q=1e-1',
    'en;q=0x1',
    'en;q=0.5.5',
    'en_',
    '_en',
    '__',
    'en__US',
    'zh__',
    '#Hant',
    'zh#Hant',
    '.UTF-8',
    '@euro',
    'C',
    'C.UTF-8',
    'POSIX',
    'und',
    'und-TW',
    'und_Hant',
    'mul',
    'zxx',
    'x-zh',
    'i-default',
    'sgn-US',
    'en:de',
    'en/de',
    '-en',
    'constructor',
    '\u0000',
    '漢字',
    '-',
    'en-',
    'x'.repeat(5000),
    '__proto__',
    'i-klingon',
  ])('returns undefined for %j', (header) => {
    expect(new LanguageNegotiator(SHIPPED).negotiate(header)).toBeUndefined();
  });

  it('never throws, and selects a supported language or none (generated)', () => {
    const negotiator = new LanguageNegotiator(SHIPPED);
    const subtag = fc.constantFrom(
      'zh',
      'yue',
      'min',
      'nan',
      'Hant',
      'TW',
      'und',
      'x',
      'i',
      '419',
      '',
      '#Hans',
      'q=0',
      '*',
    );
    const separator = fc.constantFrom('-', '_', ',', ';', '.', '@', ' ');
    const built = fc.array(fc.tuple(subtag, separator)).map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(fc.oneof(built, fc.string({ unit: 'binary', maxLength: 300 })), (header) => {
        expect([undefined, ...SHIPPED]).toContain(negotiator.negotiate(header));
      }),
      { numRuns: 1000 },
    );
  });

  it('falls back from an unsupported script to the language', () => {
    expect(new LanguageNegotiator(['en', 'zh-CN']).negotiate('zh-TW')).toBe('zh-CN');
  });

  it('reads no more than the first 256 characters', () => {
    const negotiator = new LanguageNegotiator(SHIPPED);
    expect(negotiator.negotiate(`${'sv,'.repeat(80)}de`)).toBe('de');
    expect(negotiator.negotiate(`${'sv,'.repeat(90)}de`)).toBeUndefined();
  });

  it('returns the same result after its cache of 500 headers overflowed', () => {
    const negotiator = new LanguageNegotiator(SHIPPED);
    for (let i = 0; i < 2000; i++) negotiator.negotiate(`sv;q=0.${i}, de`);
    expect(negotiator.negotiate('zh-HK')).toBe('zh-TW');
    expect(negotiator['cache'].size).toBeLessThanOrEqual(500);
  });
});
