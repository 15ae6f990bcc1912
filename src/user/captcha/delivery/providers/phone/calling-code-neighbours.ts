import { type CountryCode, getCountries, getCountryCallingCode } from 'libphonenumber-js/max';

/**
 * The other countries with the same calling code, such as GG, IM and JE for GB. A person there writes numbers that look
 * like those of the country, and gets 100021 unless the tenant lists the neighbour as well.
 * @param country ISO 3166-1 alpha-2 code
 */
export function callingCodeNeighbours(country: CountryCode): CountryCode[] {
  const callingCode = getCountryCallingCode(country);
  return getCountries().filter((one) => one !== country && getCountryCallingCode(one) === callingCode);
}
