import { texts as en } from './en.js';
import type { LoadedTexts } from './loaders.js';
import type { CaptchaFieldTexts } from './texts.js';

/** Texts of a page by BCP 47 tag or primary subtag. They override the field's own, text by text. */
export const TEXTS: Record<string, Partial<CaptchaFieldTexts>> = {};

/** By the language that was asked for. English is built in, and the fallback. */
const loaded: Record<string, LoadedTexts | undefined> = {};

/**
 * Loads the field's own texts for a BCP 47 tag.
 * @returns `undefined` if nothing has to be loaded. After a failed load the field stays in English.
 */
export function loadTexts(language: string): Promise<void> | undefined {
  if (loaded[language] || /^en\b/i.test(language)) return undefined;
  return import('./loaders.js')
    .then(({ load }) => load(language))
    .then(
      (texts) => void (loaded[language] = texts),
      () => undefined,
    );
}

/** The texts for a BCP 47 tag, and the language that they are in. Missing texts and languages fall back to English. */
export function textsFor(language: string): { readonly texts: CaptchaFieldTexts; readonly lang: string } {
  const [base = ''] = language.split('-');
  const custom = { ...TEXTS[base], ...TEXTS[language] };
  const own = loaded[language];
  const lang = own?.lang ?? (Object.keys(custom).length ? language : 'en');
  return { texts: { ...en, ...own?.texts, ...custom }, lang };
}

/** Scripts that are written from right to left, by the languages that use them. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return /^(ar|fa|he|ur)\b/i.test(language) ? 'rtl' : 'ltr';
}
