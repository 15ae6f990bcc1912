/** The longest wait that is written in seconds. */
const MAX_SECONDS = 120;
/** The longest wait that is written in minutes. */
const MAX_MINUTES = 120;

/**
 * Returns when to try again, in the words and plurals of CLDR: `in 45 seconds`, `через 21 минуту`. Rounded up, so that
 * the wait is over by then.
 * @param tag a shipped language
 */
export function waitingTime(seconds: number, tag: string): string {
  // Latin digits, as in the codes: CLDR's Arabic ones differ.
  const format = new Intl.RelativeTimeFormat(`${tag}-u-nu-latn`, { numeric: 'always' });
  if (seconds <= MAX_SECONDS) return format.format(Math.ceil(seconds), 'second');
  if (seconds <= MAX_MINUTES * 60) return format.format(Math.ceil(seconds / 60), 'minute');
  return format.format(Math.ceil(seconds / 3600), 'hour');
}
