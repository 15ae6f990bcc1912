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
    ['fr;q=0.2, ja;q=0.9, en;q=0.5', 'ja'],
    ['ja;q=0, en;q=0.1', 'en'],
    ['sv, ko;q=0.8', 'ko'],
    ['sv, *', undefined],
    ['de , en', 'de'],
    ['de;Q=0.3,en;q=0.7', 'en'],
  ])('orders the ranges of %s by q-value', (header, language) => {
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
