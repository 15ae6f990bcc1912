import { ParameterError } from '@system-management/envelope';
import fc from 'fast-check';
import parsePhoneNumber, {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  type PhoneNumberType,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import { describe, expect, it } from 'vitest';
import { exampleNumbers } from '../../../../../../test/support/example-numbers.js';
import { type NumberPolicy, phoneRecipient } from '../phone-recipient.js';

type Verdict = 'taken' | 'isSmsCapable' | 'isPhone';

const POLICIES: readonly NumberPolicy[] = [true, false].flatMap((landlines) => [
  { landlines, numbers: 'valid' },
  { landlines, numbers: 'possible' },
]);

const SHIPPED: NumberPolicy = { landlines: false, numbers: 'valid' };

/** The verdict of the contract on each type, with fixed lines allowed. */
const EXPECTED: Readonly<Record<PhoneNumberType, Verdict>> = {
  MOBILE: 'taken',
  FIXED_LINE_OR_MOBILE: 'taken',
  FIXED_LINE: 'taken',
  VOIP: 'taken',
  PREMIUM_RATE: 'isSmsCapable',
  SHARED_COST: 'isSmsCapable',
  TOLL_FREE: 'isSmsCapable',
  PAGER: 'isSmsCapable',
  VOICEMAIL: 'isSmsCapable',
  PERSONAL_NUMBER: 'isSmsCapable',
  UAN: 'isSmsCapable',
};

const REFUSED = (Object.keys(EXPECTED) as PhoneNumberType[]).filter(
  (type) => EXPECTED[type] === 'isSmsCapable',
);

/**
 * Where the verdict with the shipped policy is not the one on Google's type, and why. The two libraries have metadata of
 * different months; an update may remove a line.
 */
const DISAGREEMENTS: Readonly<Record<string, readonly [Verdict, string]>> = {
  'BJ VOIP +22985751234': ['isPhone', 'newer metadata: Benin’s VoIP numbers begin with 01, too'],
  'BJ UAN +22981123456': ['isPhone', 'newer metadata: Benin’s numbers have ten digits'],
  'IR UAN +989601': ['isPhone', 'a service of four digits: no subscriber number is that short'],
  'TA FIXED_LINE +2908999': ['taken', 'libphonenumber-js: fixed and mobile have the same pattern in TA'],
  'ZW FIXED_LINE +2631312345': ['isPhone', 'newer metadata: the range was withdrawn'],
  'AR FIXED_LINE +541123456789': ['taken', 'ours: the mobile +5491123456789 without its 9'],
};

function verdictOn(number: string, policy: NumberPolicy): Verdict {
  try {
    phoneRecipient(number, 'CN', policy);
    return 'taken';
  } catch (error) {
    return (error as ParameterError).fieldErrors[0]?.rule as Verdict;
  }
}

describe('phoneRecipient(): line types', () => {
  const examples = exampleNumbers();
  const types = Object.keys(EXPECTED) as PhoneNumberType[];

  it.each(types.map((type) => [type, examples.filter((example) => example.type === type)] as const))(
    'decides on Google’s examples of %s in all countries',
    (type, ofType) => {
      expect(ofType.length).toBeGreaterThan(10);
      const verdicts = ofType.map(({ region, number }) => [
        `${region} ${type} ${number}`,
        verdictOn(number, SHIPPED),
      ]);
      const expected = type === 'FIXED_LINE' ? 'isSmsCapable' : EXPECTED[type];
      const wrong = verdicts.filter(
        ([example, verdict]) => verdict !== (DISAGREEMENTS[example!]?.[0] ?? expected),
      );
      expect(wrong).toEqual([]);
    },
  );

  it('differs from Google’s types only where the list of disagreements says so', () => {
    const all = new Set(examples.map(({ region, type, number }) => `${region} ${type} ${number}`));
    const listed = Object.keys(DISAGREEMENTS);
    expect(listed.filter((example) => !all.has(example))).toEqual([]);
    for (const example of listed) {
      const [, type, number] = example.split(' ') as [string, PhoneNumberType, string];
      const expected = type === 'FIXED_LINE' ? 'isSmsCapable' : EXPECTED[type];
      expect([example, verdictOn(number, SHIPPED)]).not.toEqual([example, expected]);
    }
  });

  it('refuses the lines that cost their caller extra with every policy', () => {
    const expensive = examples.filter(({ type }) => REFUSED.includes(type));
    expect(expensive.length).toBeGreaterThan(500);
    for (const policy of POLICIES)
      expect(expensive.filter(({ number }) => verdictOn(number, policy) === 'taken')).toEqual([]);
  });

  it('accepts fixed lines with `landlines: true`', () => {
    const fixed = examples.filter(({ type }) => type === 'FIXED_LINE');
    const refused = fixed.filter(
      ({ number }) => verdictOn(number, { ...SHIPPED, landlines: true }) !== 'taken',
    );
    // The same that are listed above.
    expect(refused.map(({ number }) => number)).toEqual(['+2631312345']);
  });

  it('accepts a number that may be fixed or mobile, as in the US', () => {
    expect(verdictOn('+14155552671', SHIPPED)).toBe('taken');
  });

  it.each<[string, CountryCode]>([
    ['900 253 0000', 'US'],
    ['800-253-0000', 'US'],
    ['0909 879 0000', 'GB'],
    ['0845 123 4567', 'GB'],
    ['070 0123 4567', 'GB'],
    ['076 0012 3456', 'GB'],
    ['400-812-3456', 'CN'],
    ['0800 345 6789', 'AR'],
    ['800 123 4567', 'MX'],
  ])('refuses national forms too: %s in %s', (number, country) => {
    for (const policy of POLICIES)
      expect(() => phoneRecipient(number, country, policy)).toThrow(
        expect.objectContaining({ fieldErrors: [{ field: 'account', rule: 'isSmsCapable' }] }) as Error,
      );
  });
});

/**
 * Positions in the minified metadata of libphonenumber-js (its METADATA.md): `types` is the twelfth, with the patterns of
 * the types in this order.
 */
const TYPES_AT = 11;
const PATTERN_AT: Partial<Record<PhoneNumberType, number>> = {
  TOLL_FREE: 2,
  PREMIUM_RATE: 3,
  PERSONAL_NUMBER: 4,
  VOICEMAIL: 5,
  UAN: 6,
  PAGER: 7,
  SHARED_COST: 9,
};

// A number that matches the patterns of several types: Google prefers the expensive type, libphonenumber-js fixed and
// mobile. Today the patterns are disjoint; this test fails when an update of the metadata changes that.
describe('phoneRecipient(): generated numbers of refused types', () => {
  const patterns = (type: PhoneNumberType): readonly (readonly [CountryCode, RegExp])[] =>
    getCountries().flatMap((country) => {
      const types = metadata.countries[country]?.[TYPES_AT] as [string][] | undefined;
      const pattern = types?.[PATTERN_AT[type] ?? -1]?.[0];
      return pattern ? [[country, new RegExp(`^(?:${pattern})$`)] as const] : [];
    });

  it.each(REFUSED)('none of %s of any country is taken', (type) => {
    const taken = new Set<string>();
    const found = patterns(type);
    expect(found.length).toBeGreaterThan(10);
    for (const [country, pattern] of found) {
      for (const national of fc.sample(fc.stringMatching(pattern), { numRuns: 20, seed: 1 })) {
        const number = `+${getCountryCallingCode(country)}${national}`;
        // Some patterns contain numbers of another country with the same calling code, or with a national prefix in front.
        if (parsePhoneNumber(number)?.number !== number) continue;
        for (const policy of POLICIES) if (verdictOn(number, policy) === 'taken') taken.add(number);
      }
    }
    expect([...taken]).toEqual([]);
  });
});
