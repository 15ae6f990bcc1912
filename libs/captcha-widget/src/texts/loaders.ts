import type { CaptchaFieldTexts } from './texts.js';

/** Texts by BCP 47 tag. ← add yours: its file and one line */
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

/** Texts in one language. */
export interface LoadedTexts {
  readonly texts: CaptchaFieldTexts;
  /** Their BCP 47 tag. */
  readonly lang: string;
}

/** @returns the field's own texts that fit a BCP 47 tag best; `undefined` if it has none */
export async function load(language: string): Promise<LoadedTexts | undefined> {
  const lang = ownTag(language);
  const loaded = await LOADERS[lang]?.();
  return loaded && { texts: loaded.texts, lang };
}

/** The tag of the field's own texts. Chinese without a script or a region is simplified (CLDR, likely subtags). */
function ownTag(language: string): string {
  const [base = ''] = language.toLowerCase().split(/[-_]/);
  if (base === 'zh') return /^zh[-_](?!hans)(.*[-_])?(hant|tw|hk|mo)\b/i.test(language) ? 'zh-TW' : 'zh-CN';
  return base === 'pt' ? 'pt-BR' : base;
}
