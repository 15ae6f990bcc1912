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

/** Shipped languages by BCP 47 tag. The first match wins, so `zh` selects `zh-CN`. ← add yours */
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
/** One text in every shipped language, for the `texts` of an error definition. A missing language does not compile. */
export type InEveryLanguage = Readonly<Record<LanguageTag, string>>;

export const LANGUAGE_TAGS: readonly string[] = Object.keys(LANGUAGES);
export const FALLBACK_LANGUAGE = 'en';

/** Returns the texts of a shipped language, or the English ones for any other tag. */
export function textsOf(tag: string): Language {
  return Object.hasOwn(LANGUAGES, tag) ? LANGUAGES[tag as LanguageTag] : en;
}

/** Returns the `msg` of an error definition, or that of `System` for an unknown name. */
export function errorText(name: string, tag: string): string {
  return lookUp(textsOf(tag).errors, name) ?? textsOf(tag).errors.System;
}

/** Returns the message of one field error. */
export function fieldErrorText(fieldError: FieldError, tag: string): string {
  const { rules } = textsOf(tag);
  const { text, params } = ruleText(fieldError, rules);
  const field = fieldError.isEach ? fill(rules.eachOf, { field: fieldError.field }) : fieldError.field;
  return fill(text, { ...params, field });
}

/** Returns the text for a purpose. Custom purposes of tenants share the text `other`. */
export function purposeText(use: string, tag: string): string {
  const { purposes } = textsOf(tag);
  return lookUp(purposes, use) ?? purposes.other;
}

function lookUp(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}
export type { Language };
