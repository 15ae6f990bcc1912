import type { FieldError } from '@system-management/envelope';
import type { en } from './en.js';

type Rules = (typeof en)['rules'];
type RuleText = keyof Rules;

/** Rules of class-validator that use the text of another rule. */
const SAME_TEXT: Readonly<Record<string, RuleText>> = {
  isDefined: 'isNotEmpty',
  arrayNotEmpty: 'isNotEmpty',
  isNotEmptyObject: 'isNotEmpty',
  isEnum: 'isIn',
  equals: 'isIn',
  notEquals: 'isNotIn',
  isBooleanString: 'isBoolean',
  isNumberString: 'isNumber',
  isDecimal: 'isNumber',
  isInstance: 'isObject',
  nestedValidation: 'isObject',
  isMobilePhone: 'isPhoneNumber',
  isPort: 'isInt',
  isLatitude: 'isNumber',
  isLongitude: 'isNumber',
  isPostalCode: 'matches',
  isTaxId: 'matches',
  isIdentityCard: 'matches',
  isPassportNumber: 'matches',
  isCreditCard: 'matches',
  isHash: 'matches',
  arrayContains: 'contains',
  arrayNotContains: 'notContains',
};

/** Names of formats, the same in every language. */
const FORMATS: Readonly<Record<string, string>> = {
  isUrl: 'URL',
  isUuid: 'UUID',
  isIp: 'IP',
  isFqdn: 'DNS',
  isMacAddress: 'MAC',
  isJson: 'JSON',
  isJwt: 'JWT',
  isDateString: 'ISO 8601',
  isIso8601: 'ISO 8601',
  isRFC3339: 'RFC 3339',
  isMilitaryTime: 'HH:MM',
  isTimeZone: 'IANA Area/City',
  isLocale: 'BCP 47',
  isISO6391: 'ISO 639-1',
  isISO31661Alpha2: 'ISO 3166-1 alpha-2',
  isISO31661Alpha3: 'ISO 3166-1 alpha-3',
  isISO4217CurrencyCode: 'ISO 4217',
  isBase64: 'Base64',
  isHexadecimal: 'hex',
  isHexColor: '#RRGGBB',
  isDataURI: 'data: URI',
  isMimeType: 'MIME',
  isMongoId: 'ObjectId',
  isSemVer: 'SemVer',
  isIBAN: 'IBAN',
  isBIC: 'BIC',
  isIsin: 'ISIN',
  isIsbn: 'ISBN',
  isISSN: 'ISSN',
  isEAN: 'EAN',
  isLatLong: 'lat,long',
  isAscii: 'ASCII',
};

/** Selects the text of a violated rule and the values of its placeholders. */
export function ruleText({ rule, params }: FieldError, rules: Readonly<Record<RuleText, string>>) {
  const format = Object.hasOwn(FORMATS, rule) ? FORMATS[rule] : undefined;
  if (format) return { text: rules.hasFormat, params: { format } };
  const name = Object.hasOwn(SAME_TEXT, rule) ? SAME_TEXT[rule] : rule;
  if (name === 'isLength' && params?.['max'] === undefined) return { text: rules.minLength, params };
  if (name === 'isLength' && params?.['max'] === params?.['min'])
    return { text: rules.isExactLength, params };
  const isKnown = name !== undefined && Object.hasOwn(rules, name);
  return { text: isKnown ? rules[name as RuleText] : rules.invalid, params };
}
