import { texts as en } from './en.js';
import type { CaptchaFieldTexts } from './texts.js';

/** The language of the texts that are built in, and the fallback. */
const FALLBACK = 'en';

/** Texts that are loaded on demand, by BCP 47 tag. ← add yours: its file and one line */
const LOADERS: Readonly<Record<string, () => Promise<{ texts: CaptchaFieldTexts }>>> = {
  'zh-CN': () => import('./zh-CN.js'),
  'zh-TW': () => import('./zh-TW.js'),
  ja: () => import('./ja.js'),
  ko: () => import('./ko.js'),
  de: () => import('./de.js'),
  fr: () => import('./fr.js'),
  es: () => import('./es.js'),
  'pt-BR': () => import('./pt-BR.js'),
  ru: () => import('./ru.js'),
  ar: () => import('./ar.js'),
};

/** Texts of a page by BCP 47 tag or primary subtag. They override the field's own, text by text. */
export const TEXTS: Record<string, Partial<CaptchaFieldTexts>> = {};

const loaded: Record<string, CaptchaFieldTexts> = {};

/**
 * Loads the field's own texts for a BCP 47 tag.
 * @returns `undefined` if nothing has to be loaded. After a failed load the field stays in English.
 */
export function loadTexts(language: string): Promise<void> | undefined {
  const tag = ownTag(language);
  const load = loaded[tag] ? undefined : LOADERS[tag];
  return load?.().then(
    ({ texts }) => void (loaded[tag] = texts),
    () => undefined,
  );
}

/** The texts for a BCP 47 tag, and the language that they are in. Missing texts and languages fall back to English. */
export function textsFor(language: string): { readonly texts: CaptchaFieldTexts; readonly lang: string } {
  const tag = ownTag(language);
  const [base = ''] = language.split('-');
  const custom = { ...TEXTS[base], ...TEXTS[language] };
  const lang = loaded[tag] ? tag : Object.keys(custom).length ? language : FALLBACK;
  return { texts: { ...en, ...loaded[tag], ...custom }, lang };
}

/** Scripts that are written from right to left, by the languages that use them. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return /^(ar|fa|he|ur)\b/i.test(language) ? 'rtl' : 'ltr';
}

/** The tag of the field's own texts. Chinese without a script or a region is simplified (CLDR, likely subtags). */
function ownTag(language: string): string {
  const [base = ''] = language.toLowerCase().split(/[-_]/);
  if (base === 'zh') return /^zh[-_](?!hans)(.*[-_])?(hant|tw|hk|mo)\b/i.test(language) ? 'zh-TW' : 'zh-CN';
  return base === 'pt' ? 'pt-BR' : base;
}
