import { ParameterError } from '@system-management/envelope';
import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/max';
import type { Tenant } from '../../../../tenants/tenant.js';
import type { Recipient } from '../../challenge/recipient.js';
import { isSmsCapable } from './phone/line-types.js';
import { parsePhone } from './phone/parse-phone.js';

/** Which numbers a tenant sends SMS to: `sms.landlines` and `sms.numbers`. */
export type NumberPolicy = Pick<Tenant['sms'], 'landlines' | 'numbers'>;

/** The defaults of `config/tenants.schema.json`. */
const DEFAULT_POLICY: NumberPolicy = { landlines: false, numbers: 'valid' };

/**
 * Parses exactly one phone number, international or as dialled in the tenant's country. The canonical form is E.164, and
 * the same for all numbers that reach one SIM; the message goes to it.
 * @param country ISO 3166-1 alpha-2 code, for numbers without a calling code
 * @param policy @default no fixed lines, and known ranges only
 * @throws {ParameterError} rule `isPhone` when it is not one number, also for unknown calling codes; rule `isSmsCapable`
 *   when it is a number that cannot receive an SMS
 */
export function phoneRecipient(
  account: string,
  country: CountryCode,
  { landlines, numbers }: NumberPolicy = DEFAULT_POLICY,
): Recipient {
  const number = parsePhone(account, country, numbers);
  if (!number) throw new ParameterError([{ field: 'account', rule: 'isPhone', params: { country } }]);
  if (!isSmsCapable(number.getType(), landlines))
    throw new ParameterError([{ field: 'account', rule: 'isSmsCapable' }]);
  const { number: canonical, countryCallingCode, nationalNumber } = number;
  return {
    raw: canonical,
    canonical,
    mailbox: canonical,
    // Always seven stars: the length of a number narrows it down.
    masked: `+${countryCallingCode}*******${nationalNumber.slice(-2)}`,
  };
}

/**
 * The country of a canonical number. `undefined` for numbers of no country, such as satellite phones, and for those of
 * `sms.numbers: possible` that could belong to several countries with one calling code: SMS are enabled by country, so
 * such a number must not count as one of the largest.
 */
export function countryOf({ canonical }: Recipient): CountryCode | undefined {
  return parsePhoneNumber(canonical)?.country;
}
