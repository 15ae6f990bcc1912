/** In seconds. Shorter waits are told in seconds. */
const MINUTES_FROM = 120;
/** In seconds. Longer waits are told in hours. */
const HOURS_FROM = 120 * 60;

/**
 * Returns when to try again, in the words and plurals of CLDR: `in 45 seconds`, `через 21 минуту`. It is rounded up, so
 * that the wait is over by then.
 * @param tag a shipped language
 */
export function waitingTime(seconds: number, tag: string): string {
  // Latin digits, as in the codes: CLDR's Arabic ones differ.
  const format = new Intl.RelativeTimeFormat(`${tag}-u-nu-latn`, { numeric: 'always' });
  if (seconds <= MINUTES_FROM) return format.format(Math.ceil(seconds), 'second');
  if (seconds <= HOURS_FROM) return format.format(Math.ceil(seconds / 60), 'minute');
  return format.format(Math.ceil(seconds / 3600), 'hour');
}
