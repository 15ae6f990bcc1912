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
import { isPageFault } from './page-faults.js';
import { ptBR } from './pt-BR.js';
import { ru } from './ru.js';
import { ruleText } from './rule-texts.js';
import { waitingTime } from './waiting-time.js';
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
  return isShipped(tag) ? LANGUAGES[tag] : en;
}

/** `data` of the failures whose texts depend on it, of any type: other failures have other data. */
interface FailureData {
  readonly retryAfter?: unknown;
  readonly reason?: unknown;
  readonly url?: unknown;
}

/**
 * Returns the `msg` of an error definition, or that of `System` for an unknown name.
 * @param data of the failure: `retryAfter`, `reason` and `url` select a more specific text
 */
export function errorText(name: string, tag: string, data: object = {}): string {
  const { errors, cases } = textsOf(tag);
  const { retryAfter, reason, url } = data as FailureData;
  if (name === 'Frequent' && typeof retryAfter === 'number')
    return fill(cases.frequentWait, {
      wait: waitingTime(retryAfter, isShipped(tag) ? tag : FALLBACK_LANGUAGE),
    });
  if (name === 'NeedImgCaptcha') {
    const isWrong = reason === 'wrong';
    if (String(url).startsWith('data:audio/')) return isWrong ? cases.audioWrong : cases.audioRequired;
    // A proof of work, or the widget of a vendor: nothing is typed.
    if (url === '') return isWrong ? cases.checkWrong : cases.checkRequired;
    if (isWrong) return cases.imageWrong;
  }
  return lookUp(errors, name) ?? errors.System;
}

/** Returns the `msg` of an invalid request: one field error, for the person at the screen. It names no field. */
export function parameterText(fieldError: FieldError, tag: string): string {
  const texts = textsOf(tag);
  const own = lookUp(texts.fieldRules, `${fieldError.field}.${fieldError.rule}`);
  if (own !== undefined) return own;
  if (isPageFault(fieldError)) return texts.cases.page;
  const { unnamed, eachUnnamed } = texts.fields;
  return ruleText(fieldError, fieldError.isEach ? eachUnnamed : unnamed, texts.rules);
}

/** Returns the `message` of one field error, for programs. It may name the field. */
export function fieldErrorText(fieldError: FieldError, tag: string): string {
  const { fields, rules } = textsOf(tag);
  const { named, eachNamed } = fields;
  const subject = fill(fieldError.isEach ? eachNamed : named, { name: fieldError.field });
  return ruleText(fieldError, subject, rules);
}

/** Returns the text for a purpose. Custom purposes of tenants share the text `other`. */
export function purposeText(use: string, tag: string): string {
  const { purposes } = textsOf(tag);
  return lookUp(purposes, use) ?? purposes.other;
}

function isShipped(tag: string): tag is LanguageTag {
  return Object.hasOwn(LANGUAGES, tag);
}

function lookUp(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}
export type { Language };
