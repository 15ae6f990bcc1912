import type { Tenant } from '../../tenants/tenant.js';
import type { SmsText } from './sms-text.js';
import { charactersOf, languageList, rangeOf } from './sms-words.js';

/** What makes texts that take several SMS shorter. All of them take the same number. */
export function smsAdvice(texts: readonly SmsText[], tenant: Tenant): string {
  const isBrandAlone = texts.every(({ ucs2Brand }) => ucs2Brand.length > 0);
  return [
    ...brandAdvice(texts),
    ...domainAdvice(texts, tenant),
    ...(isBrandAlone ? [] : [lengthAdvice(texts)]),
  ].join('; ');
}

function brandAdvice(texts: readonly SmsText[]): string[] {
  const affected = texts.filter(({ ucs2Brand }) => ucs2Brand.length > 0);
  if (affected.length === 0) return [];
  const characters = charactersOf([...new Set(affected.flatMap(({ ucs2Brand }) => ucs2Brand))]);
  const which = affected.length === texts.length ? '' : ` for ${languageList(affected, texts)}`;
  return [`write brand.name without ${characters}: 1 SMS${which} then holds 160 characters, not 70`];
}

function domainAdvice(texts: readonly SmsText[], { domain }: Tenant): string[] {
  const fitting = texts.filter(({ withoutDomain }) => withoutDomain.parts.length === 1);
  if (!domain || fitting.length === 0) return [];
  const which =
    fitting.length === texts.length ? 'each text' : `each text for ${languageList(fitting, texts)}`;
  return [`the line for autofill takes ${lengthOfLine(texts)} characters: without domain ${which} is 1 SMS`];
}

function lengthOfLine(texts: readonly SmsText[]): string {
  return rangeOf(texts.map(({ normal, withoutDomain }) => normal.units - withoutDomain.units));
}

function lengthAdvice(texts: readonly SmsText[]): string {
  const excess = rangeOf(texts.map(({ normal }) => normal.units - normal.capacity));
  const [{ use, language }] = texts as readonly [SmsText];
  const text = texts.length === 1 ? `templates.${use}.${language}.sms` : 'the texts (templates)';
  return `1 SMS needs ${excess} fewer characters: shorten brand.name or ${text}`;
}
