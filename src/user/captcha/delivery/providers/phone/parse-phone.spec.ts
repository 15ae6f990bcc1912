import fc from 'fast-check';
import { type CountryCode, getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { countryOf, phoneRecipient } from '../phone-recipient.js';
import { parsePhone } from './parse-phone.js';

const possible = (account: string, country: CountryCode): string | undefined =>
  parsePhone(account, country, 'possible')?.number;

describe('parsePhone() with numbers: possible', () => {
  it.each<[string, CountryCode, string]>([
    ['14600138000', 'CN', '+8614600138000'],
    ['+86 146 0013 8000', 'US', '+8614600138000'],
    ['0 146 0013 8000', 'CN', '+8614600138000'],
    ['13800138000', 'CN', '+8613800138000'],
  ])('accepts a range newer than the metadata: %s in %s', (account, country, number) => {
    expect(possible(account, country)).toBe(number);
  });

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
