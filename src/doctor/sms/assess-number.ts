import type { CountryCode, NumberType } from 'libphonenumber-js/max';
import type { Tenant } from '../../tenants/tenant.js';
import { isSmsCapable } from '../../user/captcha/delivery/providers/phone/line-types.js';
import { parsePhone } from '../../user/captcha/delivery/providers/phone/parse-phone.js';
import { countryName } from './country-name.js';

/** A reason why a tenant sends no SMS to a number, and what to do about it. */
export interface Refusal {
  readonly reason: string;
  readonly remedy: string;
}

/** What a number is, and why the tenant does not send to it. */
export interface Assessment {
  /** Such as `a mobile number, China (CN)`; `undefined` if it is not a number. */
  readonly what?: string;
  readonly country?: CountryCode | undefined;
  /** Empty if the tenant sends to it. */
  readonly refusals: readonly Refusal[];
}

const LINE_TYPES: Readonly<Record<NonNullable<NumberType>, string>> = {
  MOBILE: 'a mobile number',
  FIXED_LINE: 'a fixed line',
  FIXED_LINE_OR_MOBILE: 'a fixed line or a mobile number (its range has both)',
  PREMIUM_RATE: 'a premium-rate number',
  TOLL_FREE: 'a toll-free number',
  SHARED_COST: 'a shared-cost number',
  VOIP: 'an internet telephony number',
  PERSONAL_NUMBER: 'a personal number',
  PAGER: 'a pager',
  UAN: 'a company number (UAN)',
  VOICEMAIL: 'a voicemail number',
};

/** Assesses a number as a request of the tenant would, but names every reason against it. Sends nothing. */
export function assessNumber(text: string, { country, countries, sms }: Tenant): Assessment {
  const number = parsePhone(text, country, 'possible');
  if (!number) {
    const reason = `is not one phone number, with its calling code or as dialled in ${country}`;
    return { refusals: [{ reason, remedy: 'write it with its calling code, such as +8613800138000' }] };
  }
  const type = number.getType();
  const line = type ? LINE_TYPES[type] : 'a number of an unknown range';
  const where = number.country
    ? `${countryName(number.country)} (${number.country})`
    : `no single country (+${number.countryCallingCode})`;
  const refusals: (Refusal | false)[] = [
    sms.numbers === 'valid' &&
      !number.isValid() && {
        reason: 'no known range has this number (sms.numbers: valid)',
        remedy: 'check its digits; if the number exists, set sms.numbers: possible',
      },
    !isSmsCapable(type, sms.landlines) && {
      reason: `the tenant sends no SMS to ${type === 'FIXED_LINE' ? 'fixed lines' : 'numbers that cannot receive one'}`,
      remedy:
        type === 'FIXED_LINE'
          ? 'set sms.landlines: true if your vendor delivers to them'
          : 'use a mobile number',
    },
    refusedCountry(number.country, countries),
  ];
  return {
    what: `${line}, ${where}`,
    country: number.country,
    refusals: refusals.filter((refusal) => refusal !== false),
  };
}

function refusedCountry(country: CountryCode | undefined, countries: Tenant['countries']): Refusal | false {
  if (!country)
    return {
      reason: 'SMS are enabled by country, and this number belongs to no single one',
      remedy: 'use a number of a country in countries',
    };
  return (
    !countries.includes(country) && {
      reason: `countries of the tenant does not list ${country} (${countryName(country)})`,
      remedy: `add ${country} to countries`,
    }
  );
}
