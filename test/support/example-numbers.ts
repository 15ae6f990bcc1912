import type { CountryCode, PhoneNumberType as LineType } from 'libphonenumber-js/max';
import google from 'google-libphonenumber';

/** An example number of Google's metadata. */
export interface ExampleNumber {
  /** `001` for numbers of no country. */
  readonly region: CountryCode | '001';
  /** E.164. */
  readonly number: string;
  /** The type by Google's own implementation. */
  readonly type: LineType;
}

const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = google;

/** Types by Google's numbers for them, without `UNKNOWN`. */
const TYPES = new Map(
  Object.entries(PhoneNumberType)
    .filter(([, value]) => value >= 0)
    .map(([name, value]) => [value, name as LineType]),
);

/** One example number per country and line type that exists there, and one per calling code of no country. */
export function exampleNumbers(): ExampleNumber[] {
  const util = PhoneNumberUtil.getInstance();
  const examples = new Map<string, ExampleNumber>();
  const add = (region: ExampleNumber['region'], number: google.PhoneNumber | null): void => {
    const type = number && TYPES.get(util.getNumberType(number));
    if (type) {
      const e164 = util.format(number, PhoneNumberFormat.E164);
      examples.set(`${region}${e164}`, { region, number: e164, type });
    }
  };
  for (const region of util.getSupportedRegions())
    for (const type of TYPES.keys()) add(region as CountryCode, util.getExampleNumberForType(region, type));
  for (const callingCode of util.getSupportedGlobalNetworkCallingCodes())
    add('001', util.getExampleNumberForNonGeoEntity(callingCode));
  return [...examples.values()];
}
