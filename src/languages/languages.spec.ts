import { fill } from '@system-management/i18n';
import { smsSegments } from '@system-management/messaging';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../test/support/tenant.js';
import { Challenge } from '../user/captcha/challenge/challenge.js';
import { messageFor } from '../user/captcha/delivery/messages/message-for.js';
import { phoneRecipient } from '../user/captcha/delivery/providers/phone-recipient.js';
import { en } from './en.js';
import { errorText, LANGUAGE_TAGS, fieldErrorText, purposeText, textsOf } from './index.js';

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

/** The SMS of each purpose, with a brand of ten letters, as a person gets it. */
function smsByPurpose(tag: string, { code = '042137', domain = '' } = {}): string[] {
  return Object.keys(en.purposes).map((use) => {
    const policy = { length: 6, alphabet: 'digits', lifetime: 600, attempts: 5 } as const;
    const tenant = tenantWith({ brand: { name: 'Acme Cloud' }, domain });
    const recipient = phoneRecipient('+8613800138000', 'CN');
    const about = { id: 'id', type: 'phone', use, tenant, language: tag, recipient, policy, code };
    return messageFor(new Challenge(about), 'sms').text;
  });
}

/** Segments of the longest of these. */
function segments(texts: string[]): number {
  return Math.max(...texts.map((text) => smsSegments(text).parts.length));
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
    expect(textsOf(tag).message.subject).toMatch(/^\u200f?\{code\}/);
  });

  it('fit one SMS for every purpose', () => {
    expect(segments(smsByPurpose(tag))).toBe(1);
  });

  it('name the code, its use, how long it lives and that it is secret', () => {
    const { lead, life, secret, sms } = textsOf(tag).message;
    expect(lead).toContain('{purpose}');
    expect(life).toContain('{minutes}');
    expect(secret).toContain('{brand}');
    for (const part of ['{brand}', '{code}', '{purpose}', '{minutes}']) expect(sms).toContain(part);
  });

  it('use the quotes and spaces of their script: no straight quote, no double space', () => {
    const wrong = Object.entries(textsByPath(tag)).filter(([, text]) => / {2}|["'`]/.test(text));
    expect(wrong).toEqual([]);
  });
});

describe('the SMS', () => {
  const GSM = ['en', 'de', 'fr', 'es', 'pt-BR'];
  const line = { domain: 'login.acme.example' };

  it.each(GSM)('in %s keeps to the GSM 7-bit alphabet', (tag) => {
    expect(smsByPurpose(tag).filter((text) => !smsSegments(text).isGsm)).toEqual([]);
  });

  it.each(GSM)('in %s fits one SMS with the line for autofill, too', (tag) => {
    expect(segments(smsByPurpose(tag, line))).toBe(1);
  });

  it.each(['zh-CN', 'zh-TW'])('in %s fits one SMS with that line for a short domain', (tag) => {
    expect(segments(smsByPurpose(tag, { domain: 'acme.example' }))).toBe(1);
  });

  // 70 letters are few in Russian and Arabic, and strong codes are few.
  it.each(LANGUAGE_TAGS.filter((tag) => tag !== 'ru' && tag !== 'ar'))(
    'in %s fits one SMS with a strong code of ten letters, too',
    (tag) => {
      expect(segments(smsByPurpose(tag, { code: '7K3MWQ9ZTA' }))).toBe(1);
    },
  );

  it.each(LANGUAGE_TAGS)('in %s never takes more than two', (tag) => {
    expect(segments(smsByPurpose(tag, { ...line, code: '7K3MWQ9ZTA' }))).toBeLessThanOrEqual(2);
  });
});

describe('the texts in Arabic', () => {
  it('start with an Arabic letter, so that the line runs from the right, except the subject and what stands for a field', () => {
    const wrong = Object.entries(textsByPath('ar')).filter(([, text]) => !/^\p{Script=Arabic}/u.test(text));
    expect(wrong.map(([path]) => path)).toEqual(['rules.eachOf', 'message.subject']);
  });

  it('has a mark before the subject, so that a code with letters does not turn the line around', () => {
    expect(textsOf('ar').message.subject).toMatch(/^\u200f\{code\}/);
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
      expect(fieldErrorText({ field: 'use', rule: unknown }, tag)).toBe(
        fill(rules.invalid, { field: 'use' }),
      );
      expect(purposeText(unknown, tag)).toBe(purposes.other);
    }
  });
});

describe('what is in the catalogue', () => {
  it.each(LANGUAGE_TAGS)('gets its own text in %s', (tag) => {
    const { errors, rules, purposes } = textsOf(tag);
    expect(errorText('Frequent', tag)).toBe(errors.Frequent);
    expect(purposeText('login', tag)).toBe(purposes.login);
    expect(fieldErrorText({ field: 'data', rule: 'isSame', params: { other: 'account' } }, tag)).toBe(
      fill(rules.isSame, { field: 'data', other: 'account' }),
    );
  });
});
