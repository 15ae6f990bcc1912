import { describe, expect, it } from 'vitest';
import { LANGUAGE_TAGS, textsOf } from '../../../languages/index.js';
import type { Tenant } from '../../../tenants/tenant.js';
import { tenantWith } from '../../../../test/support/tenant.js';
import { Challenge } from '../challenge.js';
import { emailRecipient } from '../providers/email-recipient.js';
import { phoneRecipient } from '../providers/phone-recipient.js';
import { messageFor } from './message-for.js';

const CODE = '042137';
const ID = 'Y1goJMD3qvs6jZ63QUXN';

interface Parts {
  readonly language?: string;
  readonly use?: string;
  readonly lifetime?: number;
  readonly account?: string;
}

function mail(parts: Parts = {}, tenant: Partial<Tenant> = {}) {
  const { language = 'en', use = 'login', lifetime = 180, account = 'Jane+tag@Example.com' } = parts;
  const whose = tenantWith(tenant);
  const policy = { ...whose.policy.email, lifetime };
  return messageFor(
    new Challenge(ID, 'email', use, whose, language, emailRecipient(account), policy, CODE),
    'mail',
  );
}

function sms(parts: Parts = {}, tenant: Partial<Tenant> = {}) {
  const { language = 'en', use = 'login', lifetime = 180, account = '138 0013 8000' } = parts;
  const whose = tenantWith(tenant);
  const policy = { ...whose.policy.phone, lifetime };
  const recipient = phoneRecipient(account, whose.country);
  return messageFor(new Challenge(ID, 'phone', use, whose, language, recipient, policy, CODE), 'sms');
}

describe.each(LANGUAGE_TAGS)('A message in %s', (language) => {
  it('has the code first in the subject of a mail, where phones show it', () => {
    expect(mail({ language }).subject.replace(/^[\u200e\u200f\u2066-\u2069]+/, '')).toMatch(/^042137\b/);
  });

  it('has brand, code and minutes in mail and SMS, and no placeholder left', () => {
    const { subject, text, html } = mail({ language }, { brand: { name: 'Acme' } });
    const { text: short } = sms({ language }, { brand: { name: 'Acme' } });
    for (const words of [text, html, short]) {
      expect(words).toContain('Acme');
      expect(words).toContain(CODE);
      expect(words).toMatch(/(?<!\d)3(?!\d)/);
    }
    expect(subject + text + short + html).not.toMatch(/[{}]|undefined|\[object/);
  });

  it('names every purpose in words of its own', () => {
    const uses = Object.keys(textsOf(language).purposes);
    expect(new Set(uses.map((use) => mail({ language, use }).text)).size).toBe(uses.length);
    expect(new Set(uses.map((use) => sms({ language, use }).text)).size).toBe(uses.length);
  });

  it('has no link in any part', () => {
    const { subject, text, html } = mail({ language });
    expect(subject + text + html + sms({ language }).text).not.toMatch(/https?:|www\.|:\/\/|href|<img/i);
  });

  it('ends an SMS with the line for autofill when the tenant has a domain, and only then', () => {
    const lines = sms({ language }, { domain: 'login.example.com' }).text.split('\n');
    expect(lines.at(-1)).toBe('@login.example.com #042137');
    expect(lines.at(-2)).toBe('');
    expect(sms({ language }).text).not.toMatch(/[@#\n]/);
  });
});

describe('A mail', () => {
  it('goes to the address as given', () => {
    expect(mail({ account: 'Jane.Doe+Tag@Example.COM' }).to).toBe('Jane.Doe+Tag@Example.COM');
  });

  it('comes from the tenant where it has a sender, else from whom the transport names', () => {
    const from = 'Acme <no-reply@acme.example>';
    expect(mail({}, { mail: { dsn: '', from } }).from).toBe(from);
    expect(mail()).not.toHaveProperty('from');
  });

  it('says in text what it says in HTML', () => {
    const { text, html } = mail();
    const shown = [...html.matchAll(/<p [^>]*>([^<]*)<\/p>/g)].map(([, words = '']) => words);
    expect(shown).toHaveLength(6);
    for (const words of shown) expect(text).toContain(words);
  });

  it('is of the channel it was asked for', () => {
    expect([mail().channel, sms().channel]).toEqual(['mail', 'sms']);
  });
});

describe('An SMS', () => {
  it('goes to the number that was given', () => {
    const { to } = sms({ account: '138 0013 8000' });
    expect(phoneRecipient(to, 'CN').identity).toBe('+8613800138000');
  });

  it('is text alone', () => {
    expect(sms()).toMatchObject({ subject: '', html: '' });
    expect(sms({}, { mail: { dsn: '', from: 'a@b.example' } })).not.toHaveProperty('from');
  });

  it('shows no domain of a mail', () => {
    expect(mail({}, { domain: 'login.example.com' }).text).not.toContain('@login');
  });
});

describe('The facts', () => {
  it('are what transports need beside the texts', () => {
    const facts = { codeID: ID, use: 'login', tenant: 'acme', language: 'de', code: CODE, expire: 180 };
    expect(mail({ language: 'de' }, { code: 'acme' }).facts).toEqual({ ...facts, type: 'email' });
    expect(sms({ language: 'de' }, { code: 'acme' }).facts).toEqual({ ...facts, type: 'phone' });
  });
});

describe('The minutes', () => {
  it.each([
    [30, 1],
    [60, 1],
    [119, 1],
    [120, 2],
    [180, 3],
    [599, 9],
    [600, 10],
  ])('of %i seconds are %i: never more than are left, never none', (lifetime, minutes) => {
    expect(sms({ lifetime }).text).toContain(`valid ${minutes} min`);
    expect(mail({ lifetime }).text).toContain(`valid for ${minutes} min`);
  });
});

describe('A hostile name', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '{{7*7}}',
    '${7*7}',
    '{code}',
    '{minutes}{purpose}',
    '$&$1',
    '%0d%0a',
  ];

  it.each(HOSTILE)('of a brand stays what it is: %s', (name) => {
    const brand = { brand: { name } };
    const { subject, text, html } = mail({}, brand);
    expect(subject).toBe(`042137 is your ${name} code`);
    expect(text.split('\n').at(-2)).toBe(name);
    expect(sms({}, brand).text).toContain(`[${name}] 042137 `);
    expect(html).not.toContain('<script');
    expect((subject + text).split(CODE)).toHaveLength(3);
  });

  it.each(HOSTILE)('of a tenant that has a brand is not shown at all: %s', (name) => {
    const { subject, text, html } = mail({}, { name, code: name });
    expect(subject + text + html + sms({}, { name, code: name }).text).not.toContain(name);
  });

  it.each(HOSTILE)('of a purpose is not shown at all: %s', (use) => {
    const { subject, text, html } = mail({ use });
    expect(subject + text + html + sms({ use }).text).not.toContain(use);
    expect(text).toContain('confirming your request');
  });

  it('with line breaks leaves the autofill line the last one', () => {
    const name = 'Acme\r\n\r\n@evil.test #999999';
    const { text } = sms({}, { brand: { name }, domain: 'login.example.com' });
    expect(text.split('\n').at(-1)).toBe('@login.example.com #042137');
  });

  it('with line breaks stays in its own field: no recipient, sender or part comes of it', () => {
    const name = 'Acme\r\nBcc: evil@evil.test\r\n\r\nbody';
    const message = mail({}, { brand: { name } });
    expect(Object.keys(message).sort()).toEqual(['channel', 'facts', 'html', 'subject', 'text', 'to']);
    expect(message.to).toBe('Jane+tag@Example.com');
    expect(message.subject).toBe(`042137 is your ${name} code`);
  });

  it.each(['__proto__', 'constructor', 'toString'])('of a purpose finds nothing but our words: %s', (use) => {
    expect(mail({ use }).text).toContain('confirming your request');
  });
});
