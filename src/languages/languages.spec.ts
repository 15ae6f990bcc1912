import { fill } from '@system-management/i18n';
import { describe, expect, it } from 'vitest';
import { en } from './en.js';
import { errorText, LANGUAGE_TAGS, problemText, purposeText, textsOf } from './index.js';

/** GSM 03.38: one septet each, and two for those of the extension table. https://www.3gpp.org/dynareport/23038.htm */
const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const GSM_EXTENSION = new Set('\f^{}\\[~]|€');

function isGsm(text: string): boolean {
  return [...text].every((letter) => GSM_BASIC.has(letter) || GSM_EXTENSION.has(letter));
}

/** Of one SMS, how much this text takes: 1 is full. */
function shareOfSegment(text: string): number {
  if (!isGsm(text)) return text.length / 70;
  return [...text].reduce((septets, letter) => septets + (GSM_EXTENSION.has(letter) ? 2 : 1), 0) / 160;
}

/** Every text of a language by its path, such as `rules.isIn`. */
function textsByPath(tag: string): Record<string, string> {
  const paths = Object.entries(textsOf(tag)).flatMap(([group, texts]) =>
    Object.entries(texts).map(([key, text]) => [`${group}.${key}`, text] as const),
  );
  return Object.fromEntries(paths);
}

function placeholdersByPath(tag: string): Record<string, string[]> {
  const paths = Object.entries(textsByPath(tag)).map(
    ([path, text]) => [path, (text.match(/\{[^}]*\}?/g) ?? []).sort()] as const,
  );
  return Object.fromEntries(paths);
}

/** The SMS of each purpose, with a brand of ten letters and six digits. */
function smsByPurpose(tag: string): string[] {
  return Object.keys(en.purposes).map((use) =>
    fill(textsOf(tag).message.sms, {
      brand: 'Acme Cloud',
      code: '042137',
      minutes: 3,
      purpose: purposeText(use, tag),
    }),
  );
}

describe('the shipped languages', () => {
  it('are those of the contract, most important first', () => {
    expect(LANGUAGE_TAGS).toEqual([
      'en',
      'zh-CN',
      'zh-TW',
      'ja',
      'ko',
      'de',
      'fr',
      'es',
      'pt-BR',
      'ru',
      'ar',
    ]);
  });

  it('have canonical BCP 47 tags', () => {
    expect(Intl.getCanonicalLocales([...LANGUAGE_TAGS])).toEqual(LANGUAGE_TAGS);
  });

  it('are each a catalogue of their own', () => {
    expect(new Set(LANGUAGE_TAGS.map(textsOf)).size).toBe(LANGUAGE_TAGS.length);
  });
});

describe.each(LANGUAGE_TAGS)('the texts in %s', (tag) => {
  it('have exactly the placeholders of the English ones', () => {
    expect(placeholdersByPath(tag)).toEqual(placeholdersByPath('en'));
  });

  it('are nowhere empty and carry no space around them', () => {
    const wrong = Object.entries(textsByPath(tag)).filter(([, text]) => !text || text !== text.trim());
    expect(wrong).toEqual([]);
  });

  it('start the subject of a mail with the code, because lists of mail show the beginning', () => {
    expect(textsOf(tag).message.subject).toMatch(/^\{code\}/);
  });

  it('fit one SMS segment for every purpose', () => {
    expect(smsByPurpose(tag).filter((text) => shareOfSegment(text) > 1)).toEqual([]);
  });
});

describe('the SMS', () => {
  it.each(['en', 'de', 'fr', 'es', 'pt-BR'])('in %s keeps to the GSM 7-bit alphabet', (tag) => {
    expect(smsByPurpose(tag).filter((text) => !isGsm(text))).toEqual([]);
  });
});

describe('the texts in Arabic', () => {
  it('start with an Arabic letter, except the subject, so that the line runs from the right', () => {
    const wrong = Object.entries(textsByPath('ar')).filter(([, text]) => !/^\p{Script=Arabic}/u.test(text));
    expect(wrong.map(([path]) => path)).toEqual(['message.subject']);
  });
});

describe('what is not in the catalogue', () => {
  it.each(['sv', 'EN', 'zh', '', '__proto__', 'constructor'])('is answered in English for tag %j', (tag) => {
    expect(textsOf(tag)).toBe(en);
  });

  it.each(LANGUAGE_TAGS)('gets the general text in %s', (tag) => {
    const { errors, rules, purposes } = textsOf(tag);
    for (const unknown of ['unheardOf', 'constructor', '__proto__']) {
      expect(errorText(unknown, tag)).toBe(errors.System);
      expect(problemText({ field: 'use', rule: unknown }, tag)).toBe(fill(rules.invalid, { field: 'use' }));
      expect(purposeText(unknown, tag)).toBe(purposes.other);
    }
  });
});

describe('what is in the catalogue', () => {
  it.each(LANGUAGE_TAGS)('gets its own text in %s', (tag) => {
    const { errors, rules, purposes } = textsOf(tag);
    expect(errorText('Frequent', tag)).toBe(errors.Frequent);
    expect(purposeText('login', tag)).toBe(purposes.login);
    expect(problemText({ field: 'data', rule: 'isSame', params: { other: 'account' } }, tag)).toBe(
      fill(rules.isSame, { field: 'data', other: 'account' }),
    );
  });
});
