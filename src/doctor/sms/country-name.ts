const NAMES = new Intl.DisplayNames(['en'], { type: 'region' });

/**
 * The English name of a country.
 * @param country ISO 3166-1 alpha-2 code, or one that libphonenumber adds (AC, TA, XK)
 */
export function countryName(country: string): string {
  return NAMES.of(country) ?? country;
}
