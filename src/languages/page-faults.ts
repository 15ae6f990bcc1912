import type { FieldError } from '@system-management/envelope';

/**
 * Rules that only a page or a program can break. They are about the JSON type and the structure of a value, about
 * identifiers, and about choices and formats that a page offers or computes. Rules about what people type (texts,
 * numbers, dates, how much of them) are not listed: `msg` says how to correct these.
 */
const PAGE_RULES: ReadonlySet<string> = new Set(
  [
    // JSON type and structure
    'isJsonObject isHttp isString isBoolean isBooleanString isArray isObject isInstance isNotEmptyObject',
    'nestedValidation isEmpty isRequiredWith isExclusiveWith',
    // Identifiers
    'isPurpose isTenant isCodeId isUuid isMongoId IsFirebasePushId isJwt isHash',
    // Choices and formats of a page
    'isIn isEnum isTimeZone isLocale isISO6391 isISO31661Alpha2 isISO31661Alpha3 isISO31661Numeric',
    'isISO4217CurrencyCode isMimeType isDataURI isJson isBase64 isHexadecimal',
  ].flatMap((rules) => rules.split(' ')),
);

/** Whether a person cannot correct the field. */
export function isPageFault({ rule, isHidden = false }: FieldError): boolean {
  return isHidden || PAGE_RULES.has(rule);
}
