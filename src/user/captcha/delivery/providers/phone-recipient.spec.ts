import { ParameterError } from '@system-management/envelope';
import fc from 'fast-check';
import { type CountryCode, getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { NO_RECIPIENT } from '../../challenge/recipient.js';
import { countryOf, phoneRecipient } from './phone-recipient.js';

const isPhone = (country: CountryCode) => ({ field: 'account', rule: 'isPhone', params: { country } });
const IS_SMS_CAPABLE = { field: 'account', rule: 'isSmsCapable' };

/** Whether the number is accepted. A refusal must be the contract's error. */
function isAccepted(
  account: string,
  country: CountryCode,
  refusals: readonly object[] = [isPhone(country)],
): boolean {
  try {
    phoneRecipient(account, country);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ParameterError);
    expect(refusals.map((refusal) => [refusal])).toContainEqual((error as ParameterError).fieldErrors);
    return false;
  }
}

const accepted = (country: CountryCode, ...accounts: string[]) =>
  accounts.filter((account) => isAccepted(account, country));

describe('phoneRecipient()', () => {
  it.each<[string, CountryCode, string]>([
    ['+8613800138000', 'CN', '+8613800138000'],
    ['+8613800138000', 'US', '+8613800138000'],
    ['+86 138 0013 8000', 'CN', '+8613800138000'],
    ['+86-138-0013-8000', 'CN', '+8613800138000'],
    ['13800138000', 'CN', '+8613800138000'],
    ['138 0013 8000', 'CN', '+8613800138000'],
    ['138.0013.8000', 'CN', '+8613800138000'],
    ['008613800138000', 'CN', '+8613800138000'],
    ['0086 138-0013-8000', 'CN', '+8613800138000'],
    ['011 86 138 0013 8000', 'US', '+8613800138000'],
    ['(650) 253-0000', 'US', '+16502530000'],
    ['650.253.0000', 'US', '+16502530000'],
    ['1-650-253-0000', 'US', '+16502530000'],
    ['+1 (650) 253-0000', 'CN', '+16502530000'],
    ['07400 123456', 'GB', '+447400123456'],
    ['(+44) 7400 123456', 'US', '+447400123456'],
    ['+44 (0)7400 123456', 'US', '+447400123456'],
    ['0044 7400 123456', 'CN', '+447400123456'],
    ['(+86)13800138000', 'US', '+8613800138000'],
    ['(+1) 650-253-0000', 'CN', '+16502530000'],
    [' +8613800138000', 'US', '+8613800138000'],
    ['13800138000\r\n', 'CN', '+8613800138000'],
    ['13800138000\t', 'CN', '+8613800138000'],
    ['\u202d+86 138 0013 8000\u202c', 'US', '+8613800138000'],
    ['138\u00a00013\u00a08000', 'CN', '+8613800138000'],
    ['138–0013－8000', 'CN', '+8613800138000'],
    ['138\u200b00138000', 'CN', '+8613800138000'],
    ['１３８００１３８０００', 'CN', '+8613800138000'],
    ['＋８６（１３８）００１３ー８０００', 'US', '+8613800138000'],
    ['9123 4567', 'HK', '+85291234567'],
  ])('parses E.164 or a number as dialled in the country: %s in %s is %s', (account, country, canonical) => {
    const recipient = phoneRecipient(account, country);
    expect(recipient.canonical).toBe(canonical);
    expect(recipient.mailbox).toBe(canonical);
    expect(recipient.raw).toBe(canonical);
  });

  it('parses a national number in its country only', () => {
    expect(isAccepted('13800138000', 'US')).toBe(false);
    expect(isAccepted('6502530000', 'CN')).toBe(false);
  });

  it.each<[string, CountryCode, string]>([
    ['+8613800138012', 'CN', '+86*******12'],
    ['13800138012', 'CN', '+86*******12'],
    ['+16502530099', 'CN', '+1*******99'],
    ['+85291234567', 'CN', '+852*******67'],
    ['+6583123456', 'SG', '+65*******56'],
  ])('masks digits and length: %s in %s is %s', (account, country, masked) => {
    expect(phoneRecipient(account, country).masked).toBe(masked);
  });
});

describe('phoneRecipient(): refusals', () => {
  it.each([
    ['nothing', ['', ' ', '+', '-', '....', '()()', '+86', '0086', '+ ()-.', '\u200b', '\u202d\u202c']],
    [
      'a number that is too short or too long',
      ['138001380', '1380013800', '138001380000', '+861380013800', '+86138001380000', '1'.repeat(33)],
    ],
    ['an unknown calling code', ['+999123456789', '+2101234567890', '+0008613800138000', '+008613800138000']],
    ['a short code', ['110', '112', '10086', '12306', '+86110', '95588']],
    ['letters', ['1380013800O', '1380013800a', 'abcdefghijk', '+86 138 0013 CALL', '1e10', '0x3373f3a90']],
    [
      'an extension',
      [
        '+8613800138000x12',
        '+8613800138000;ext=12',
        '+8613800138000,12',
        '+8613800138000#12',
        '+8613800138000 ext. 12',
        '13800138000p12',
      ],
    ],
    ['a URI', ['tel:+8613800138000', 'tel:13800138000;phone-context=+86', '13800138000;phone-context=+86']],
    ['digits of other scripts', ['١٣٨٠٠١٣٨٠٠٠', '۱۳۸۰۰۱۳۸۰۰۰', '१३८००१३८०००', '1380013800٠', '①③⑧00138000']],
    [
      'other separators',
      [
        '138/0013/8000',
        '138_0013_8000',
        '138~0013~8000',
        '138\t0013\t8000',
        '138\n0013\n8000',
        '138·0013·8000',
      ],
    ],
    ['control characters', ['13800138000\u0000', '\u000113800138000', '13800138000\u007f']],
    [
      'a list',
      [
        '13800138000,13800138001',
        '13800138000;13800138001',
        '13800138000 13800138001',
        '13800138000-13800138001',
        '13800138000/13800138001',
        '13800138000、13800138001',
        '13800138000；13800138001',
        '13800138000|13800138001',
        '+8613800138000 13800138001',
        '+8613800138000+8613800138001',
        '+8613800138000 +8613800138001',
        '13800138000\n13800138001',
        '13800138000\u202813800138001',
        '13800138000 / 01',
      ],
    ],
    [
      'misplaced signs',
      [
        '++8613800138000',
        '86+13800138000',
        '13800138000+',
        '8613800138000+',
        '+(+86)13800138000',
        '*13800138000',
        '#13800138000',
      ],
    ],
    ['mark-up', ['<script>13800138000', '{{7*7}}', "13800138000' OR 1=1", '${13800138000}']],
    [
      'a very long text',
      ['1'.repeat(100_000), ' '.repeat(100_000), `+${'('.repeat(50_000)}`, '1 '.repeat(50_000)],
    ],
  ])('refuses %s', (_what, accounts) => {
    expect(accepted('CN', ...accounts)).toEqual([]);
  });

  it('refuses emergency numbers of every country', () => {
    expect(accepted('US', '911', '+1911', '112')).toEqual([]);
    expect(accepted('GB', '999', '112', '+44999')).toEqual([]);
  });

  // Contract §1 "One phone number (E.164, …)": ITU-T E.164 §6.2.1 has at most 15 digits.
  it.each<[string, CountryCode]>([
    ['+4925300000000086', 'CN'],
    ['025300000000086', 'DE'],
  ])('refuses what is longer than E.164 allows: %s in %s', (account, country) => {
    expect(isAccepted(account, country)).toBe(false);
  });

  it.each<[string, CountryCode]>([
    ['1680', 'DE'],
    ['+491680', 'CN'],
  ])('refuses what is shorter than any subscriber number: %s in %s', (account, country) => {
    expect(isAccepted(account, country)).toBe(false);
  });

  it('accepts seven digits with the calling code, as in Niue', () => {
    expect(phoneRecipient('+6835012', 'CN').canonical).toBe('+6835012');
  });

  it('throws an error that does not contain the number', () => {
    try {
      phoneRecipient('+999123456789', 'CN');
    } catch (error) {
      expect(JSON.stringify([(error as ParameterError).fieldErrors, (error as Error).message])).not.toContain(
        '123456',
      );
    }
    expect.assertions(1);
  });
});

describe('phoneRecipient() for the mobile numbers of every country', () => {
  // Gabon's example has the form of before 2019: `same-sim.spec.ts`.
  const numbers = getCountries()
    .filter((country) => country !== 'GA')
    .flatMap((country) => getExampleNumber(country, examples) ?? []);

  it('has more than 200 examples', () => {
    expect(numbers.length).toBeGreaterThan(200);
  });

  it('parses every spelling to the same E.164 number', () => {
    for (const number of numbers) {
      const country = number.country ?? 'CN';
      const spellings = [
        number.number,
        number.formatInternational(),
        number.formatNational().replace(/[^0-9 ().-]/g, ' '),
        number.nationalNumber,
      ];
      const canonicals = spellings.map((account) => phoneRecipient(account, country).canonical);
      expect([country, ...new Set(canonicals)]).toEqual([country, number.number]);
      expect(number.number).toMatch(/^\+[1-9]\d{6,14}$/);
    }
  });

  it.each<CountryCode>(['CN', 'HK', 'MO', 'TW', 'SG', 'US', 'GB'])('finds the country: %s', (country) => {
    const number = numbers.find((one) => one.country === country)?.number ?? '';
    expect(countryOf(phoneRecipient(number, 'CN'))).toBe(country);
  });

  it('masks all but the calling code and two digits', () => {
    for (const number of numbers) {
      const { masked } = phoneRecipient(number.number, 'CN');
      expect(masked).toBe(`+${number.countryCallingCode}*******${number.number.slice(-2)}`);
    }
  });
});

describe('countryOf()', () => {
  it('returns undefined for numbers of no country', () => {
    expect(countryOf(phoneRecipient('+881612345678', 'CN'))).toBeUndefined();
    expect(countryOf(NO_RECIPIENT)).toBeUndefined();
  });

  it('distinguishes countries of one calling code', () => {
    expect(countryOf(phoneRecipient('+16502530000', 'CN'))).toBe('US');
    expect(countryOf(phoneRecipient('+14165550123', 'CN'))).toBe('CA');
  });
});

describe('phoneRecipient(): generated input', () => {
  it('parses any text to E.164, which parses to itself in every country, or refuses it', () => {
    const part = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789 ().-+'), maxLength: 20 }),
      fc.constantFrom(
        ...['13800138000', '+86', '0086', '+1650', '2530000', ',', ';ext=1', '１', '\r\n', 'x', '\u00a0'],
        ...['+54', '+52', '+241', '+229', '+972', '+39', '11', '15', '9', '0', '59', '0549', '5547898478'],
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    const countries = fc.constantFrom<CountryCode>(
      ...(['CN', 'US', 'GB', 'HK', 'SG', 'DE', 'BR', 'AR', 'MX', 'GA'] as const),
    );
    let count = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
          fc.stringMatching(/^(\+|00)?(86|44|1|54|52|241|49)?[1-9]\d{8,10}$/),
        ),
        countries,
        countries,
        (account, country, other) => {
          if (!isAccepted(account, country, [isPhone(country), IS_SMS_CAPABLE])) return;
          count += 1;
          const { raw, canonical, masked } = phoneRecipient(account, country);
          expect(raw).toBe(canonical);
          expect(canonical).toMatch(/^\+[1-9]\d{6,}$/);
          expect(phoneRecipient(canonical, other).canonical).toBe(canonical);
          expect(masked).toMatch(/^\+\d{1,3}\*{7}\d\d$/);
        },
      ),
      { numRuns: 3000 },
    );
    expect(count).toBeGreaterThan(50);
  });
});
