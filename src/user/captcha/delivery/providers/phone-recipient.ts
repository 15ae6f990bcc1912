import { ParameterError } from '@system-management/envelope';
import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/max';
import type { Recipient } from '../../challenge/recipient.js';

/** What people write around the digits of one number: ASCII spaces, dashes, dots and parentheses. */
const WRITTEN_NUMBER = /^\+?[0-9 ().-]{4,32}$/;

/**
 * One phone number, international or as dialled in the tenant's country. Its canonical is E.164.
 * @param country ISO 3166-1 alpha-2 code for numbers without a calling code
 * @throws {ParameterError} rule `isPhone`, unknown calling codes included
 */
export function phoneRecipient(account: string, country: CountryCode): Recipient {
  const number = WRITTEN_NUMBER.test(account)
    ? parsePhoneNumber(account, { defaultCountry: country, extract: false })
    : undefined;
  // The metadata of some countries reaches beyond the 15 digits that E.164 allows, and that of others holds services of
  // four digits (`1680` in Germany, a pager); the shortest numbers of people have seven (Niue, Saint Helena).
  if (!number?.isValid() || number.number.length > 16 || number.number.length < 8)
    throw new ParameterError([{ field: 'account', rule: 'isPhone', params: { country } }]);
  const { number: canonical, countryCallingCode, nationalNumber } = number;
  return {
    raw: account,
    canonical,
    mailbox: canonical,
    // Seven stars whatever the length: the length of a number narrows it down.
    masked: `+${countryCallingCode}*******${nationalNumber.slice(-2)}`,
  };
}

/** The country a canonical number belongs to; `undefined` for numbers of no country, such as satellite phones. */
export function countryOf({ canonical }: Recipient): CountryCode | undefined {
  return parsePhoneNumber(canonical)?.country;
}
