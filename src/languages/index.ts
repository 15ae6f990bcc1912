import type { FieldError } from '@system-management/envelope';
import { fill } from '@system-management/i18n';
import { ar } from './ar.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { ja } from './ja.js';
import { ko } from './ko.js';
import type { Language } from './language.js';
import { ptBR } from './pt-BR.js';
import { ru } from './ru.js';
import { ruleText } from './rule-texts.js';
import { zhCN } from './zh-CN.js';
import { zhTW } from './zh-TW.js';

/** Shipped languages by BCP 47 tag, most important first: `zh` means the first Chinese one. ← add yours */
const LANGUAGES = {
  en,
  'zh-CN': zhCN,
  'zh-TW': zhTW,
  ja,
  ko,
  de,
  fr,
  es,
  'pt-BR': ptBR,
  ru,
  ar,
} as const satisfies Readonly<Record<string, Language>>;

export type LanguageTag = keyof typeof LANGUAGES;
/** One text in every shipped language, as the error rows of a module bring it; what is missing does not compile. */
export type InEveryLanguage = Readonly<Record<LanguageTag, string>>;

export const LANGUAGE_TAGS: readonly string[] = Object.keys(LANGUAGES);
export const FALLBACK_LANGUAGE = 'en';

/** The texts of a shipped language; English for any other tag. */
export function textsOf(tag: string): Language {
  return Object.hasOwn(LANGUAGES, tag) ? LANGUAGES[tag as LanguageTag] : en;
}

/** The `msg` of an error row. */
export function errorText(name: string, tag: string): string {
  return lookUp(textsOf(tag).errors, name) ?? textsOf(tag).errors.System;
}

/** The words for one mistake in a request. */
export function fieldErrorText(problem: FieldError, tag: string): string {
  const { rules } = textsOf(tag);
  const { text, params } = ruleText(problem, rules);
  const field = problem.isEach ? fill(rules.eachOf, { field: problem.field }) : problem.field;
  return fill(text, { ...params, field });
}

/** What a code is for, in words; purposes of a tenant's own invention share one text. */
export function purposeText(use: string, tag: string): string {
  const { purposes } = textsOf(tag);
  return lookUp(purposes, use) ?? purposes.other;
}

function lookUp(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}
export type { Language };
