import { type CountryCode, getCountryCallingCode } from 'libphonenumber-js/max';
import type { Tenant } from '../../tenants/tenant.js';
import { callingCodeNeighbours } from '../../user/captcha/delivery/providers/phone/calling-code-neighbours.js';
import type { Report } from '../report.js';
import { countryName } from './country-name.js';

/** More neighbours than this are listed by their codes only. */
const MAX_NAMED = 6;

const LIST = new Intl.ListFormat('en-GB');

/** Reports which numbers a tenant sends SMS to, and the countries that are easily taken for enabled ones. */
export function checkSmsCountries({ countries, sms }: Tenant, report: Report): void {
  report.about('SMS recipients');
  if (countries.length === 0) {
    report.note('countries is empty: no SMS is sent', 'list the countries of your users, such as [GB, IE]');
    return;
  }
  const lines = sms.landlines
    ? 'mobile numbers and fixed lines (sms.landlines: true)'
    : 'mobile numbers, not to fixed lines (sms.landlines: false)';
  report.ok(`SMS go to ${countries.join(' ')}: to ${lines}`);
  report.ok(
    sms.numbers === 'possible'
      ? 'numbers of unknown ranges are accepted if their length is right (sms.numbers: possible)'
      : 'numbers must belong to a known range (sms.numbers: valid)',
  );
  for (const country of Object.keys(sms.routes)) {
    if (countries.some((enabled) => enabled === country)) continue;
    report.note(
      `sms.routes.${country} is never used, because countries does not list ${country}`,
      `add ${country} to countries, or remove the route`,
    );
  }
  reportNeighbours(countries, report);
}

/** Reports the countries that share a calling code with enabled ones and are not enabled: one note a calling code. */
function reportNeighbours(countries: readonly CountryCode[], report: Report): void {
  for (const callingCode of new Set(countries.map((country) => getCountryCallingCode(country)))) {
    const enabled = countries.filter((country) => getCountryCallingCode(country) === callingCode);
    const missing = callingCodeNeighbours(enabled[0]!).filter((country) => !enabled.includes(country));
    if (missing.length === 0) continue;
    const names = LIST.format(enabled.map(countryName));
    const isFew = missing.length <= MAX_NAMED;
    const refused = isFew
      ? `${LIST.format(missing.map(countryName))} (${missing.join(', ')})`
      : `${missing.length} other countries and territories (${missing.join(' ')})`;
    report.note(
      `${enabled.join(' ')} in countries ${enabled.length === 1 ? 'is the ISO code' : 'are the ISO codes'} of ${names} only: +${callingCode} numbers of ${refused} are refused`,
      isFew
        ? 'add them to countries if your users live there'
        : 'add those to countries where your users live',
    );
  }
}
