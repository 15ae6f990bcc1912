/** Numbers written in one of several forms that reach the same SIM. */
interface Form {
  readonly pattern: RegExp;
  /** Replacement for `String.replace`: the one form that the number is known, counted and sent to by. */
  readonly form: string;
}

/**
 * The forms that Google's metadata treats as different numbers, or no longer knows. Everything else that people dial in
 * front of a number (trunk prefixes, carrier codes) is removed by the library. The patterns match E.164.
 * ← add yours
 */
const FORMS: readonly Form[] = [
  // Argentina: mobiles share the area codes of fixed lines. From abroad they are dialled with a 9 before the area code,
  // which people leave out (ENACOM, Plan Fundamental de Numeración Nacional: areas begin with 1, 2 or 3).
  { pattern: /^\+54([123]\d{9})$/, form: '+549$1' },
  // … and with both the 9 and the 15 that stands after the area code in national numbers.
  { pattern: /^\+549(\d{12})$/, form: '+54$1' },
  // Benin: every number got 01 in front on 30 November 2024 (ARCEP Bénin).
  { pattern: /^\+229(\d{8})$/, form: '+22901$1' },
  // Brazil: mobiles got a ninth digit by 2016 (ANATEL, Resolução 553/2010).
  { pattern: /^\+55(\d\d)([689]\d{7})$/, form: '+55$19$2' },
  // Gabon: 0X became 6X or 7X in 2019, the old forms ended in 2024 (ARCEP Gabon). Some leave out the 0.
  { pattern: /^\+2410?([256]\d{6})$/, form: '+2416$1' },
  { pattern: /^\+2410?([47]\d{6})$/, form: '+2417$1' },
  { pattern: /^\+2410?(1\d{6})$/, form: '+2411$1' },
  // Palestine: its mobiles are reachable by Israel's calling code, too (059 Jawwal, 056 Ooredoo).
  { pattern: /^\+972(5[69]\d{7})$/, form: '+970$1' },
  // San Marino: its fixed lines are reachable by an Italian area code, too.
  { pattern: /^\+39(0549\d{6})$/, form: '+378$1' },
  // Mexico: 1 after the calling code, and 01, 044 and 045 before national numbers, ended in August 2019 (IFT, Plan Técnico
  // Fundamental de Numeración).
  { pattern: /^\+52(?:1|01|04[45])(\d{10})$/, form: '+52$1' },
];

/**
 * The form by which the number's SIM is known.
 * @param number E.164
 * @returns E.164, or the number itself if it has one form only. Callers check that the result is a number.
 */
export function sameSim(number: string): string {
  const match = FORMS.find(({ pattern }) => pattern.test(number));
  return match ? number.replace(match.pattern, match.form) : number;
}
