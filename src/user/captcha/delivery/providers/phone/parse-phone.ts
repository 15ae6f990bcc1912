import { normalizePhone } from '@system-management/human-input';
import parsePhoneNumber, { type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import type { Tenant } from '../../../../../tenants/tenant.js';
import { sameSim } from './same-sim.js';

/** Which numbers count as such: `sms.numbers` of a tenant. */
export type AcceptedNumbers = Tenant['sms']['numbers'];

/** At least the four digits of Niue's and Saint Helena's numbers; at most an international prefix and E.164. */
const DIALLED = /^\+?\d{4,24}$/;

/** The international prefix that ITU-T E.164 recommends, and that people write in other countries, too. */
const INTERNATIONAL_PREFIX = /^00(?=[1-9])/;

/** More steps than any number needs to reach its final form. */
const MAX_STEPS = 4;

/**
 * Parses one phone number, with a calling code, with an international prefix, or as dialled in the country. Numbers that
 * reach the same SIM become the same number.
 * @param country ISO 3166-1 alpha-2 code, for numbers without a calling code
 * @param numbers `valid`: those of ranges that the metadata knows; `possible`: those whose length the numbering plan allows
 * @returns `undefined` for everything else, also lists of numbers, and what could be two different numbers
 */
export function parsePhone(
  account: string,
  country: CountryCode,
  numbers: AcceptedNumbers,
): PhoneNumber | undefined {
  const dialled = normalizePhone(account);
  if (!DIALLED.test(dialled)) return undefined;
  const readings = [dialled, dialled.replace(INTERNATIONAL_PREFIX, '+')];
  const parsed = [...new Set(readings)].flatMap((reading) => parseReading(reading, country, numbers) ?? []);
  const valid = parsed.filter((number) => number.isValid());
  return onlyOne(valid.length > 0 ? valid : parsed);
}

/** In Hong Kong `009` is an international prefix, too: `0093 …` may be a number of Afghanistan, or one of another country. */
function onlyOne(numbers: readonly PhoneNumber[]): PhoneNumber | undefined {
  return new Set(numbers.map(({ number }) => number)).size === 1 ? numbers[0] : undefined;
}

function parseReading(
  dialled: string,
  country: CountryCode,
  numbers: AcceptedNumbers,
): PhoneNumber | undefined {
  let e164 = dialled.startsWith('+') ? dialled : parse(dialled, country)?.number;
  for (let step = 0; e164 && step < MAX_STEPS; step++) {
    // Parsed without a default country: it must mean the same everywhere, and its country must come from its digits.
    const number = parse(e164);
    const next = number && (otherForm(number, numbers) ?? number).number;
    if (next === e164) return isAccepted(number!, numbers) ? number : undefined;
    e164 = next;
  }
  return undefined;
}

function parse(text: string, defaultCountry?: CountryCode): PhoneNumber | undefined {
  return parsePhoneNumber(text, { extract: false, ...(defaultCountry && { defaultCountry }) });
}

/** The number in the form that all forms of it share, if it has others and that form is a number. */
function otherForm(number: PhoneNumber, numbers: AcceptedNumbers): PhoneNumber | undefined {
  const form = sameSim(number.number);
  if (form === number.number) return numbers === 'possible' ? withoutTrunkZero(number) : undefined;
  const other = parse(form);
  // An old form is a number only if the new one is known.
  const required = isAccepted(number, numbers) ? numbers : 'valid';
  return other && isAccepted(other, required) ? other : undefined;
}

/**
 * The known number behind the 0 of an unknown one. Where numbers are dialled without a trunk prefix, the library keeps
 * the 0 that people from other countries write, and `possible` would take it for a digit of another number.
 */
function withoutTrunkZero(number: PhoneNumber): PhoneNumber | undefined {
  if (!/^0[1-9]/.test(number.nationalNumber) || number.isValid() || !number.isPossible()) return undefined;
  const other = parse(`+${number.countryCallingCode}${number.nationalNumber.slice(1)}`);
  return other?.isValid() ? other : undefined;
}

function isAccepted(number: PhoneNumber, numbers: AcceptedNumbers): boolean {
  // The library's metadata has numbers beyond the 15 digits of E.164, and services of four digits (`1680` in Germany, a
  // pager). The shortest subscriber numbers have seven digits with their calling code (Niue, Saint Helena).
  if (number.number.length > 16 || number.number.length < 8) return false;
  return number.isValid() || (numbers === 'possible' && number.isPossible());
}
