import { ParameterError } from '@system-management/envelope';
import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/max';
import type { Recipient } from '../../challenge/recipient.js';

/** Digits with the separators that people write: ASCII spaces, dashes, dots and parentheses. */
const WRITTEN_NUMBER = /^\+?[0-9 ().-]{4,32}$/;

/**
 * Parses exactly one phone number, international or as dialled in the tenant's country. The canonical form is E.164.
 * @param country ISO 3166-1 alpha-2 code, for numbers without a calling code
 * @throws {ParameterError} rule `isPhone`, also for unknown calling codes
 */
export function phoneRecipient(account: string, country: CountryCode): Recipient {
  const number = WRITTEN_NUMBER.test(account)
    ? parsePhoneNumber(account, { defaultCountry: country, extract: false })
    : undefined;
  // The library's metadata has numbers beyond the 15 digits of E.164, and services of four digits (`1680` in Germany, a
  // pager). The shortest subscriber numbers have seven digits with their calling code (Niue, Saint Helena).
  if (!number?.isValid() || number.number.length > 16 || number.number.length < 8)
    throw new ParameterError([{ field: 'account', rule: 'isPhone', params: { country } }]);
  const { number: canonical, countryCallingCode, nationalNumber } = number;
  return {
    raw: account,
    canonical,
    mailbox: canonical,
    // Always seven stars: the length of a number narrows it down.
    masked: `+${countryCallingCode}*******${nationalNumber.slice(-2)}`,
  };
}

/** The country of a canonical number; `undefined` for numbers of no country, such as satellite phones. */
export function countryOf({ canonical }: Recipient): CountryCode | undefined {
  return parsePhoneNumber(canonical)?.country;
}
