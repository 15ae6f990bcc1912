import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { countryOf, phoneRecipient } from '../phone-recipient.js';
import { parsePhone } from './parse-phone.js';
import { sameSim } from './same-sim.js';

const canonical = (account: string, country: CountryCode, landlines = false): string =>
  phoneRecipient(account, country, { landlines, numbers: 'valid' }).canonical;

describe('phoneRecipient(): forms that reach one SIM', () => {
  it.each<[CountryCode, string, readonly string[]]>([
    [
      'AR',
      '+5491123456789',
      [
        ...['+54 9 11 2345 6789', '+54 11 2345 6789', '54 11 2345 6789', '0054 9 11 2345-6789'],
        ...['11 2345-6789', '011 2345-6789', '9 11 2345 6789', '011 15-2345-6789', '11 15 2345 6789'],
        ...['+54 11 15 2345 6789', '+54 (011) 15 2345-6789', '+54 9 11 15 2345 6789'],
      ],
    ],
    [
      'AR',
      '+5492901512345',
      ['+54 2901 512345', '02901 15 512345', '+54 9 2901 15 512345', '2901 51-2345', '+54 9 2901 512345'],
    ],
    ['BJ', '+2290190011234', ['+229 01 90 01 12 34', '01 90 01 12 34', '+229 90 01 12 34', '90 01 12 34']],
    [
      'BR',
      '+5511987654321',
      [
        ...['11 98765-4321', '(011) 98765-4321', '+55 (011) 98765-4321', '015 11 98765-4321'],
        ...['+55 0 15 11 98765 4321', '+55 11 8765-4321', '(11) 8765-4321', '041 11 8765-4321'],
      ],
    ],
    [
      'CN',
      '+8613800138000',
      ['0 138 0013 8000', '+86 0 138 0013 8000', '17911 138 0013 8000', '86 13800138000'],
    ],
    [
      'GA',
      '+24166031234',
      [
        '+241 66 03 12 34',
        '066 03 12 34',
        '+241 066 03 12 34',
        '+241 06 03 12 34',
        '06 03 12 34',
        '+241 6 03 12 34',
      ],
    ],
    ['GA', '+24177031234', ['+241 77 03 12 34', '+241 07 03 12 34', '+241 7 03 12 34', '077 03 12 34']],
    ['HU', '+36201234567', ['06 20 123 4567', '+36 06 20 123 4567', '20 123 4567']],
    ['IT', '+393123456789', ['312 345 6789', '+39 312 345 6789', '0039 312 345 6789']],
    [
      'MX',
      '+525547898478',
      [
        ...['+52 1 55 4789 8478', '+5215547898478', '55 4789 8478', '044 55 4789 8478', '045 55 4789 8478'],
        ...[
          '01 55 4789 8478',
          '1 55 4789 8478',
          '+52 044 55 4789 8478',
          '5215547898478',
          '00 52 1 55 4789 8478',
        ],
      ],
    ],
    ['PS', '+970599123456', ['+970 599 123 456', '0599 123 456', '+972 599 123 456', '+972 0599 123 456']],
    ['IL', '+970569123456', ['056-912-3456', '+972 56 912 3456', '00 970 56 912 3456']],
    ['RU', '+79161234567', ['8 916 123-45-67', '+7 8 916 123-45-67', '7 916 123 45 67', '9161234567']],
    ['US', '+16502530000', ['1 650 253 0000', '+1 1 650 253 0000', '011 1 650 253 0000']],
  ])('are one recipient in %s: %s', (country, expected, accounts) => {
    expect(accounts.map((account) => `${account} → ${canonical(account, country)}`)).toEqual(
      accounts.map((account) => `${account} → ${expected}`),
    );
  });

  it('are one recipient for the fixed lines of San Marino and Gabon', () => {
    const forms = ['+39 0549 886377', '+378 0549 886377', '+378 886377'];
    expect(new Set(forms.map((account) => canonical(account, 'IT', true)))).toEqual(
      new Set(['+3780549886377']),
    );
    expect(canonical('+241 01 44 12 34', 'GA', true)).toBe(canonical('+241 11 44 12 34', 'GA', true));
  });

  it('belong to the country of the SIM', () => {
    expect(countryOf(phoneRecipient('+972 59 912 3456', 'IL'))).toBe('PS');
  });

  it('do not include numbers of other lines', () => {
    // Trunked radio in Brazil, an Israeli mobile, a Roman fixed line, toll-free in Argentina.
    for (const number of ['+551171234567', '+972502345678', '+390612345678', '+548003456789'])
      expect(parsePhone(number, 'CN', 'valid')?.number).toBe(number);
  });

  it('are replaced at once, except Argentina’s 15', () => {
    for (const [from, to] of [
      ['+541123456789', '+5491123456789'],
      ['+5215547898478', '+525547898478'],
      ['+2416031234', '+24166031234'],
    ] as const) {
      expect(sameSim(from)).toBe(to);
      expect(sameSim(to)).toBe(to);
    }
    expect(sameSim('+549111523456789')).toBe('+54111523456789');
  });
});

describe('phoneRecipient(): a mobile number of every country', () => {
  const mobiles = getCountries().flatMap((country) => {
    const number = getExampleNumber(country, examples);
    return number ? [{ country, national: number.nationalNumber, number: number.number }] : [];
  });

  it('is one recipient with and without calling code, trunk prefix and international prefix', () => {
    const wrong = mobiles.flatMap(({ country, national, number }) => {
      const expected = canonical(number, 'CN');
      const code = getCountryCallingCode(country);
      const trunk = parsePhone(number, country, 'valid')!.formatNational().replace(/\D/g, '');
      const forms = [
        ...[number, `+${code} ${national}`, `(+${code}) ${national}`, national, `00${code}${national}`],
        ...[`+${code}(${trunk})`, trunk, `+${code} ${national}`],
      ];
      // Where the international prefix is 011 or 8~10, 00 is none.
      return forms
        .filter((form) => form.startsWith('00') === false || parsePhone(form, country, 'valid'))
        .filter((form) => parsePhone(form, country, 'valid')?.number !== expected)
        .map((form) => `${country} ${form} is not ${expected}`);
    });
    expect(wrong).toEqual([]);
  });

  it('is refused when two of them are written together', () => {
    const taken = mobiles.flatMap(({ country, national, number }) =>
      [' ', ', ', ';', '/', '-', '\n', '+']
        .flatMap((separator) => [national + separator + national, number + separator + number])
        .filter((account) => parsePhone(account, country, 'possible')),
    );
    expect(taken).toEqual([]);
  });
});
