/** The part of google-libphonenumber that the tests use: the package has no types. */
declare module 'google-libphonenumber' {
  export interface PhoneNumber {
    getCountryCode(): number;
  }
  export const PhoneNumberType: Readonly<Record<string, number>>;
  export const PhoneNumberFormat: { readonly E164: number };
  export class PhoneNumberUtil {
    static getInstance(): PhoneNumberUtil;
    getSupportedRegions(): string[];
    /** @returns null where the region has no such numbers */
    getExampleNumberForType(region: string, type: number): PhoneNumber | null;
    getExampleNumberForNonGeoEntity(callingCode: number): PhoneNumber | null;
    getSupportedGlobalNetworkCallingCodes(): number[];
    getNumberType(number: PhoneNumber): number;
    format(number: PhoneNumber, format: number): string;
  }
}
