import { LANGUAGE } from './dom.js';

/** How often the relative times are updated, in milliseconds. */
const INTERVAL = 10_000;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto', style: 'short' });
const absolute = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'medium' });

/** Shows how long ago it was, with the absolute time as the title. @param at ISO 8601 */
export function showTime(time: HTMLTimeElement, at: string): void {
  time.dateTime = at;
  time.title = absolute.format(new Date(at));
  time.textContent = ago(at);
}

/** Updates all times on the page, from now on. */
export function keepTimesCurrent(): void {
  setInterval(() => {
    for (const time of document.querySelectorAll('time')) {
      const text = ago(time.dateTime);
      if (time.textContent !== text) time.textContent = text;
    }
  }, INTERVAL);
}

/** A time in the future, by the clock of another machine, is now. */
function ago(at: string): string {
  const age = Math.max(0, Date.now() - Date.parse(at));
  const [unit, ms] = UNITS.find(([, length]) => age >= length) ?? ['second', Infinity];
  return relative.format(-Math.floor(age / ms), unit);
}
