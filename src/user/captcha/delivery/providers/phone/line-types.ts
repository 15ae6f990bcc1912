import type { NumberType } from 'libphonenumber-js/max';

/**
 * Lines that cannot receive an SMS, or that share the price of a message with their owner (SMS pumping). `VOIP` is not
 * listed: many such numbers receive SMS.
 */
const REFUSED: ReadonlySet<NumberType> = new Set<NumberType>([
  'PREMIUM_RATE',
  'SHARED_COST',
  'TOLL_FREE',
  'PAGER',
  'VOICEMAIL',
  'PERSONAL_NUMBER',
  'UAN',
]);

/**
 * Whether a number of this type may be sent an SMS. Where fixed and mobile numbers cannot be told apart
 * (`FIXED_LINE_OR_MOBILE`, such as in the US) it may.
 * @param type `undefined` for a number that the metadata does not know: `sms.numbers: possible` accepts it
 * @param landlines whether fixed lines may, too
 */
export function isSmsCapable(type: NumberType, landlines: boolean): boolean {
  if (type === 'FIXED_LINE') return landlines;
  return !REFUSED.has(type);
}
