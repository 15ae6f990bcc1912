import { fill } from '@system-management/i18n';
import { smsSegments } from '@system-management/messaging';
import { describe, expect, it } from 'vitest';
import { tenantWith } from '../../test/support/tenant.js';
import { Challenge } from '../user/captcha/challenge/challenge.js';
import { messageFor } from '../user/captcha/delivery/messages/message-for.js';
import { phoneRecipient } from '../user/captcha/delivery/providers/phone-recipient.js';
import { en } from './en.js';
import { errorText, LANGUAGE_TAGS, fieldErrorText, parameterText, purposeText, textsOf } from './index.js';

/** All texts of a language by path, such as `rules.isIn`. */
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

/** The complete SMS for each purpose, with a brand of ten letters. */
function smsByPurpose(tag: string, { code = '042137', domain = '' } = {}): string[] {
  return Object.keys(en.purposes).map((use) => {
    const policy = { length: 6, alphabet: 'digits', lifetime: 600, attempts: 5 } as const;
    const tenant = tenantWith({ brand: { name: 'Acme Cloud' }, domain });
    const recipient = phoneRecipient('+8613800138000', 'CN');
    const props = { id: 'id', type: 'phone', use, tenant, language: tag, recipient, policy, code };
    return messageFor(new Challenge(props), 'sms').text;
  });
}

/** The highest number of segments of these SMS. */
function maxSegments(texts: string[]): number {
  return Math.max(...texts.map((text) => smsSegments(text).parts.length));
}

describe('LANGUAGE_TAGS', () => {
  it('are the languages of the API contract, in order of preference', () => {
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

  it('are canonical BCP 47 tags', () => {
    expect(Intl.getCanonicalLocales([...LANGUAGE_TAGS])).toEqual(LANGUAGE_TAGS);
  });

  it('have different catalogues', () => {
    expect(new Set(LANGUAGE_TAGS.map(textsOf)).size).toBe(LANGUAGE_TAGS.length);
  });
});

describe.each(LANGUAGE_TAGS)('textsOf() for %s', (tag) => {
  it('returns texts with exactly the placeholders of the English ones', () => {
    expect(placeholdersByPath(tag)).toEqual(placeholdersByPath('en'));
  });

  it('returns no empty text and none with surrounding spaces', () => {
    const wrong = Object.entries(textsByPath(tag)).filter(([, text]) => !text || text !== text.trim());
    expect(wrong).toEqual([]);
  });

  it('starts the subject of a mail with the code, because mail clients truncate its end', () => {
    expect(textsOf(tag).message.subject).toMatch(/^\u200f?\{code\}/);
  });

  it('returns an SMS of one segment for every purpose', () => {
    expect(maxSegments(smsByPurpose(tag))).toBe(1);
  });

  it('mentions the purpose, the lifetime and the brand in mails, and the code in the SMS, too', () => {
    const { lead, life, secret, sms } = textsOf(tag).message;
    expect(lead).toContain('{purpose}');
    expect(life).toContain('{minutes}');
    expect(secret).toContain('{brand}');
    for (const part of ['{brand}', '{code}', '{purpose}', '{minutes}']) expect(sms).toContain(part);
  });

  it('returns no text with straight quotes or double spaces', () => {
    const wrong = Object.entries(textsByPath(tag)).filter(([, text]) => / {2}|["'`]/.test(text));
    expect(wrong).toEqual([]);
  });
});

describe('smsSegments() of the shipped SMS', () => {
  const GSM = ['en', 'de', 'fr', 'es', 'pt-BR'];
  const line = { domain: 'login.acme.example' };

  it.each(GSM)('uses the GSM 7-bit alphabet in %s', (tag) => {
    expect(smsByPurpose(tag).filter((text) => !smsSegments(text).isGsm)).toEqual([]);
  });

  it.each(GSM)('needs one segment in %s, including the line for autofill', (tag) => {
    expect(maxSegments(smsByPurpose(tag, line))).toBe(1);
  });

  it.each(['zh-CN', 'zh-TW'])('needs one segment in %s, including that line for a short domain', (tag) => {
    expect(maxSegments(smsByPurpose(tag, { domain: 'acme.example' }))).toBe(1);
  });

  // Russian and Arabic texts need more of the 70 UCS-2 characters. Strong codes are rare, so two segments are accepted.
  it.each(LANGUAGE_TAGS.filter((tag) => tag !== 'ru' && tag !== 'ar'))(
    'needs one segment in %s with a strong code',
    (tag) => {
      expect(maxSegments(smsByPurpose(tag, { code: '7K3MWQ9ZTA' }))).toBe(1);
    },
  );

  it.each(LANGUAGE_TAGS)(
    'needs at most two segments in %s with a strong code and the line for autofill',
    (tag) => {
      expect(maxSegments(smsByPurpose(tag, { ...line, code: '7K3MWQ9ZTA' }))).toBeLessThanOrEqual(2);
    },
  );
});

describe('textsOf() for Arabic', () => {
  it('starts each text except the subject with an Arabic letter, which makes the line right-to-left', () => {
    const wrong = Object.entries(textsByPath('ar')).filter(([, text]) => !/^\p{Script=Arabic}/u.test(text));
    expect(wrong.map(([path]) => path)).toEqual(['message.subject']);
  });

  it('starts the subject with a right-to-left mark, because a code may contain Latin letters', () => {
    expect(textsOf('ar').message.subject).toMatch(/^\u200f\{code\}/);
  });
});

describe('textsOf(), errorText(), fieldErrorText(), parameterText() and purposeText()', () => {
  it.each(['sv', 'EN', 'zh', '', '__proto__', 'constructor'])(
    'return English texts for the tag %j',
    (tag) => {
      expect(textsOf(tag)).toBe(en);
    },
  );

  it.each(LANGUAGE_TAGS)('return the general text for an unknown key in %s', (tag) => {
    const { errors, rules, fields, purposes } = textsOf(tag);
    for (const unknown of ['unknown', 'constructor', '__proto__']) {
      expect(errorText(unknown, tag)).toBe(errors.System);
      const subject = fill(fields.named, { name: 'sku' });
      expect(fieldErrorText({ field: 'sku', rule: unknown }, tag)).toBe(
        fill(rules.invalid, { field: subject }),
      );
      expect(parameterText({ field: 'sku', rule: unknown }, tag)).toBe(
        fill(rules.invalid, { field: fields.unnamed }),
      );
      expect(purposeText(unknown, tag)).toBe(purposes.other);
    }
  });

  it.each(LANGUAGE_TAGS)('return the specific text for a known key in %s', (tag) => {
    const { errors, rules, purposes } = textsOf(tag);
    expect(errorText('Frequent', tag)).toBe(errors.Frequent);
    expect(purposeText('login', tag)).toBe(purposes.login);
    expect(fieldErrorText({ field: 'data', rule: 'isEqualTo', params: { other: 'account' } }, tag)).toBe(
      rules.isEqualTo,
    );
  });
});
