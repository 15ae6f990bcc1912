import fc from 'fast-check';
import { type CountryCode, getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { countryOf, phoneRecipient } from '../phone-recipient.js';
import { parsePhone } from './parse-phone.js';

const possible = (account: string, country: CountryCode): string | undefined =>
  parsePhone(account, country, 'possible')?.number;

describe('parsePhone() with an international prefix', () => {
  it.each<[string, CountryCode, string]>([
    ['0044 7400 123456', 'CN', '+447400123456'],
    ['00 44 (0)7400 123456', 'DE', '+447400123456'],
    ['011 44 7400 123456', 'US', '+447400123456'],
    ['010 44 7400 123456', 'JP', '+447400123456'],
    ['0011 44 7400 123456', 'AU', '+447400123456'],
    ['8 10 44 7400 123456', 'RU', '+447400123456'],
    ['001 44 7400 123456', 'HK', '+447400123456'],
    ['00 21 44 7400 123456', 'BR', '+447400123456'],
  ])('reads the one of the country: %s in %s', (account, country, number) => {
    expect(parsePhone(account, country, 'valid')?.number).toBe(number);
  });

  it.each<[string, CountryCode]>([
    ['00 86 138 0013 8000', 'US'],
    ['0086 138 0013 8000', 'HK'],
    ['0086 138 0013 8000', 'BR'],
    ['00 86 0138 0013 8000', 'AU'],
  ])('reads 00 in every country: %s in %s', (account, country) => {
    for (const numbers of ['valid', 'possible'] as const)
      expect(parsePhone(account, country, numbers)?.number).toBe('+8613800138000');
  });

  it('refuses what could be two different numbers', () => {
    // +93 23 456 7890 in Afghanistan, and with Hong Kong's prefix 009 +32 3 456 78 90 in Belgium.
    expect(parsePhone('+93234567890', 'HK', 'valid')).toBeDefined();
    expect(parsePhone('+3234567890', 'HK', 'valid')).toBeDefined();
    expect(parsePhone('0093 23 456 7890', 'HK', 'valid')).toBeUndefined();
  });
});

describe('parsePhone() with numbers: possible', () => {
  it.each<[string, CountryCode, string]>([
    ['14600138000', 'CN', '+8614600138000'],
    ['+86 146 0013 8000', 'US', '+8614600138000'],
    ['0 146 0013 8000', 'CN', '+8614600138000'],
    ['13800138000', 'CN', '+8613800138000'],
  ])('accepts a range newer than the metadata: %s in %s', (account, country, number) => {
    expect(possible(account, country)).toBe(number);
  });

  // No trunk prefix is dialled there: with the 0, limits would count another number.
  it.each<[string, CountryCode, string]>([
    ['0601 123 456', 'CZ', '+420601123456'],
    ['+420 (0)601 123 456', 'CN', '+420601123456'],
    ['0512 345 678', 'PL', '+48512345678'],
    ['0691 234 5678', 'GR', '+306912345678'],
    ['05123 4567', 'HK', '+85251234567'],
    ['0321 123 4567', 'CO', '+573211234567'],
    ['+39 0347 123 4567', 'IT', '+393471234567'],
    ['+39 06 1234 5678', 'IT', '+390612345678'],
    ['+242 06 123 4567', 'CG', '+242061234567'],
    // 00 is no such 0: not +1 501 622 1234, nor +62 43664 123456.
    ['00 501 622 1234', 'AG', '+5016221234'],
    ['00 43 664 123456', 'ID', '+43664123456'],
  ])(
    'counts a number once, with or without a 0 that its country does not dial: %s in %s',
    (account, country, number) => {
      expect(possible(account, country)).toBe(number);
    },
  );

  it('refuses it with numbers: valid', () => {
    expect(parsePhone('14600138000', 'CN', 'valid')).toBeUndefined();
    expect(parsePhone('+8614600138000', 'CN', 'valid')).toBeUndefined();
  });

  it.each<[string, CountryCode]>([
    ['1460013800012', 'CN'],
    ['146', 'CN'],
    ['+1650253000', 'US'],
    ['+165025300000', 'US'],
    ['+4925300000000086', 'DE'],
    ['+491680', 'DE'],
    ['+999123456789', 'CN'],
    ['+0008613800138000', 'CN'],
    ['13800138000 13800138001', 'CN'],
    ['911', 'US'],
  ])('refuses what no numbering plan allows: %s in %s', (account, country) => {
    expect(possible(account, country)).toBeUndefined();
  });

  it('means the same number in every country (generated)', () => {
    const countries = fc.constantFrom(...getCountries());
    let count = 0;
    fc.assert(
      fc.property(countries, countries, fc.stringMatching(/^\d{4,13}$/), (of, other, digits) => {
        for (const account of [digits, `+${getCountryCallingCode(of)}${digits}`]) {
          const number = possible(account, of);
          if (!number) continue;
          count++;
          expect(number).toMatch(/^\+[1-9]\d{6,14}$/);
          expect(possible(number, other)).toBe(number);
        }
      }),
      { numRuns: 3000 },
    );
    expect(count).toBeGreaterThan(500);
  });
});

describe('countryOf() with numbers: possible', () => {
  const country = (account: string, of: CountryCode): CountryCode | undefined =>
    countryOf(phoneRecipient(account, of, { landlines: true, numbers: 'possible' }));

  it('is the country of the leading digits, where the metadata has them', () => {
    // 876 and 658 are Jamaica, 787 Puerto Rico, 7 7 Kazakhstan, 47 79 Svalbard.
    expect(country('+18761234567', 'US')).toBe('JM');
    expect(country('658 123 4567', 'US')).toBe('JM');
    expect(country('787-123-0123', 'US')).toBe('PR');
    expect(country('+77001234567', 'RU')).toBe('KZ');
    expect(country('+4779000000', 'NO')).toBe('SJ');
  });

  it('is undefined for an unknown number that several countries could have, also when typed in national form', () => {
    for (const account of ['+12001234567', '200 123 4567', '(983) 123-4567', '900 123 4567'])
      expect([account, country(account, 'US')]).toEqual([account, undefined]);
    expect(country('04000 000000', 'GB')).toBeUndefined();
    expect(country('600 123-45-67', 'RU')).toBeUndefined();
  });
});
