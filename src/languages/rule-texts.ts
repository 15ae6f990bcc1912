import type { FieldError } from '@system-management/envelope';
import { fill } from '@system-management/i18n';
import { en } from './en.js';
import type { Language } from './language.js';

type Rules = (typeof en)['rules'];

/** Rules of class-validator that use the text of another rule. */
const SAME_TEXT: Readonly<Record<string, keyof Rules>> = {
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
  isPhoneNumber: 'isPhone',
  isMobilePhone: 'isPhone',
  isDateString: 'isDate',
  isIso8601: 'isDate',
  isRFC3339: 'isDate',
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
const FORMATS = {
  isUrl: 'URL',
  isUuid: 'UUID',
  isIp: 'IP',
  isFqdn: 'DNS',
  isMacAddress: 'MAC',
  isJson: 'JSON',
  isJwt: 'JWT',
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
} as const;

/**
 * Returns the text of a violated rule, or that of an unknown one if a parameter of the text is missing.
 * @param subject what `{field}` stands for
 */
export function ruleText(fieldError: FieldError, subject: string, rules: Language['rules']): string {
  const { rule, params } = fieldError;
  const text = rules[ruleKey(fieldError)];
  const values = { ...params, ...(isFormat(rule) && { format: FORMATS[rule] }), field: subject };
  const isComplete = [...text.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => Object.hasOwn(values, name));
  return fill(isComplete ? text : rules.invalid, values);
}

/** Selects the text of a rule. */
function ruleKey({ rule, params }: FieldError): keyof Rules {
  if (isFormat(rule)) return 'hasFormat';
  if (rule === 'isLength' && params?.['max'] === undefined) return 'minLength';
  if (rule === 'isLength' && params?.['max'] === params?.['min']) return 'isExactLength';
  const key = Object.hasOwn(SAME_TEXT, rule) ? SAME_TEXT[rule] : rule;
  return key !== undefined && Object.hasOwn(en.rules, key) ? (key as keyof Rules) : 'invalid';
}

function isFormat(rule: string): rule is keyof typeof FORMATS {
  return Object.hasOwn(FORMATS, rule);
}
