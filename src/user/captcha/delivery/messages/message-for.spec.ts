import { describe, expect, it } from 'vitest';
import { LANGUAGE_TAGS, textsOf } from '../../../../languages/index.js';
import type { Template, Tenant } from '../../../../tenants/tenant.js';
import { tenantWith } from '../../../../../test/support/tenant.js';
import { Challenge } from '../../challenge/challenge.js';
import { emailRecipient } from '../providers/email-recipient.js';
import { phoneRecipient } from '../providers/phone-recipient.js';
import { messageFor } from './message-for.js';

const CODE = '042137';
const ID = 'Y1goJMD3qvs6jZ63QUXN';

interface Options {
  readonly language?: string;
  readonly use?: string;
  readonly lifetime?: number;
  readonly account?: string;
}

function mail(options: Options = {}, tenant: Partial<Tenant> = {}) {
  const { language = 'en', use = 'login', lifetime = 180, account = 'Jane+tag@Example.com' } = options;
  const owner = tenantWith(tenant);
  const policy = { ...owner.policy.email, lifetime };
  const fields = { id: ID, code: CODE, type: 'email', use, language, policy };
  return messageFor(new Challenge({ ...fields, tenant: owner, recipient: emailRecipient(account) }), 'mail');
}

function sms(options: Options = {}, tenant: Partial<Tenant> = {}) {
  const { language = 'en', use = 'login', lifetime = 180, account = '138 0013 8000' } = options;
  const owner = tenantWith(tenant);
  const policy = { ...owner.policy.phone, lifetime };
  const recipient = phoneRecipient(account, owner.country);
  const fields = { id: ID, code: CODE, type: 'phone', use, language, policy };
  return messageFor(new Challenge({ ...fields, tenant: owner, recipient }), 'sms');
}

describe.each(LANGUAGE_TAGS)('messageFor() in %s', (language) => {
  it('starts the subject of a mail with the code, where phones show it', () => {
    expect(mail({ language }).subject.replace(/^[\u200e\u200f\u2066-\u2069]+/, '')).toMatch(/^042137\b/);
  });

  it('fills brand, code and minutes in mail and SMS, and leaves no placeholder', () => {
    const { subject, text, html } = mail({ language }, { brand: { name: 'Acme' } });
    const { text: short } = sms({ language }, { brand: { name: 'Acme' } });
    for (const part of [text, html, short]) {
      expect(part).toContain('Acme');
      expect(part).toContain(CODE);
      expect(part).toMatch(/(?<!\d)3(?!\d)/);
    }
    const [, body = ''] = html.split('</style>');
    expect(subject + text + short + body).not.toMatch(/[{}]|undefined|\[object/);
  });

  it('has a different text for every purpose', () => {
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

describe('messageFor() by mail', () => {
  it('addresses the recipient as given', () => {
    expect(mail({ account: 'Jane.Doe+Tag@Example.COM' }).to).toBe('Jane.Doe+Tag@Example.COM');
  });

  it.each(['from', 'replyTo'] as const)('sets the tenant’s mail.%s, and none without it', (key) => {
    const address = 'Acme <mail@acme.example>';
    const none = { dsn: '', from: '', replyTo: '' };
    expect(mail({}, { mail: { ...none, [key]: address } })[key]).toBe(address);
    expect(mail()).not.toHaveProperty(key);
  });

  it('has the same content in text and HTML', () => {
    const { text, html } = mail();
    const shown = [...html.matchAll(/<p [^>]*>(.*?)<\/p>/g)].flatMap(([, content = '']) =>
      content.split('<br>'),
    );
    expect(shown).toHaveLength(6);
    for (const line of shown) expect(text).toContain(line);
  });

  it('sets the requested channel', () => {
    expect([mail().channel, sms().channel]).toEqual(['mail', 'sms']);
  });
});

describe('messageFor() by SMS', () => {
  it('addresses the canonical number', () => {
    const { to } = sms({ account: '138 0013 8000' });
    expect(phoneRecipient(to, 'CN').canonical).toBe('+8613800138000');
  });

  it('has text only', () => {
    expect(sms()).toMatchObject({ subject: '', html: '' });
    const message = sms({}, { mail: { dsn: '', from: 'a@b.example', replyTo: 'c@b.example' } });
    expect(message).not.toHaveProperty('from');
    expect(message).not.toHaveProperty('replyTo');
  });

  it('adds the autofill line to no mail', () => {
    expect(mail({}, { domain: 'login.example.com' }).text).not.toContain('@login');
  });
});

describe('messageFor() with a template of the tenant', () => {
  const own = (template: Template, language = 'en'): Partial<Tenant> => ({
    brand: { name: 'R&D <b>' },
    templates: { login: { [language]: template } },
  });

  it('fills the placeholders of each part', () => {
    const parts = {
      subject: '{code} for {purpose}',
      text: '{code} {minutes} {brand}',
      html: '<b>{code}</b> {minutes} {brand} {purpose}',
      sms: '{brand}: {code}, {minutes}, {purpose}',
    };
    expect(mail({}, own(parts))).toMatchObject({
      subject: '042137 for signing in',
      text: '042137 3 R&D <b>\n',
      html: '<b>042137</b> 3 R&amp;D &lt;b&gt; signing in',
    });
    expect(sms({}, own(parts)).text).toBe('R&D <b>: 042137, 3, signing in');
  });

  it.each(['subject', 'text', 'sms'] as const)('replaces only the part of the template: %s', (part) => {
    const shipped = { ...mail({}, own({})), sms: sms({}, own({})).text };
    const changed = {
      ...mail({}, own({ [part]: 'Own {code}' })),
      sms: sms({}, own({ [part]: 'Own {code}' })).text,
    };
    for (const other of ['subject', 'text', 'sms'] as const) {
      if (other === part) expect(changed[other].trim()).toBe('Own 042137');
      else expect(changed[other]).toBe(shipped[other]);
    }
  });

  it('uses it for its purpose and language, and the shipped text of the reader’s language otherwise', () => {
    const tenant = own({ subject: 'Own {code}' });
    expect(mail({}, tenant).subject).toBe('Own 042137');
    expect(mail({ use: 'register' }, tenant).subject).toContain('is your');
    expect(mail({ language: 'de' }, tenant).subject).toContain('ist Ihr Code');
  });

  it('makes the HTML of the text template if there is none for HTML', () => {
    const { html } = mail({}, own({ text: 'Hello <you>\nfrom {brand}\n\n{code}\n\nBye' }));
    const shown = [...html.matchAll(/<p class="(\w+)"[^>]*>(.*?)<\/p>/g)].map(([, kind, content]) => [
      kind,
      content,
    ]);
    expect(shown).toEqual([
      ['text', 'R&amp;D &lt;b&gt;'],
      ['text', 'Hello &lt;you&gt;<br>from R&amp;D &lt;b&gt;'],
      ['code', '042137'],
      ['text', 'Bye'],
    ]);
  });

  it.each(['{{7*7}}', '${7*7}', '#{7*7}', '<%= 7*7 %>', '$&$1'])(
    'evaluates nothing: %s stays as it is',
    (literal) => {
      const template = {
        subject: literal,
        text: `${literal} {code}`,
        html: `${literal} {code}`,
        sms: `${literal} {code}`,
      };
      const { subject, text, html } = mail({}, own(template));
      expect([subject, text, html]).toEqual([literal, `${literal} 042137\n`, `${literal} 042137`]);
      expect(sms({}, own(template)).text).toBe(`${literal} 042137`);
    },
  );

  it('appends the autofill line', () => {
    const { text } = sms({}, { ...own({ sms: '{code}' }), domain: 'login.example.com' });
    expect(text).toBe('042137\n\n@login.example.com #042137');
  });
});

describe('messageFor(): sign', () => {
  it('sets the tenant’s signature for SMS, and none without it', () => {
    const signed = { sms: { ...tenantWith().sms, sign: 'Shop' } };
    expect(sms({}, signed).sign).toBe('Shop');
    expect(sms()).not.toHaveProperty('sign');
    expect(mail({}, signed)).not.toHaveProperty('sign');
  });
});

describe('messageFor(): metadata', () => {
  it('sets what transports need beside the texts', () => {
    const metadata = { codeID: ID, use: 'login', tenant: 'acme', language: 'de', code: CODE, expire: 180 };
    expect(mail({ language: 'de' }, { code: 'acme' }).metadata).toEqual({ ...metadata, type: 'email' });
    expect(sms({ language: 'de' }, { code: 'acme' }).metadata).toEqual({ ...metadata, type: 'phone' });
  });
});

describe('messageFor(): minutes', () => {
  it.each([
    [30, 1],
    [60, 1],
    [119, 1],
    [120, 2],
    [180, 3],
    [599, 9],
    [600, 10],
  ])('renders %i seconds as %i: rounded down, at least 1', (lifetime, minutes) => {
    expect(sms({ lifetime }).text).toContain(`valid ${minutes} min`);
    expect(mail({ lifetime }).text).toContain(`valid for ${minutes} min`);
  });
});

describe('messageFor() with hostile names', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '{{7*7}}',
    '${7*7}',
    '{code}',
    '{minutes}{purpose}',
    '$&$1',
    '%0d%0a',
  ];

  it.each(HOSTILE)('shows a brand literally: %s', (name) => {
    const brand = { brand: { name } };
    const { subject, text, html } = mail({}, brand);
    expect(subject).toBe(`042137 is your ${name} code`);
    expect(text.split('\n').at(-2)).toBe(name);
    expect(sms({}, brand).text).toContain(`[${name}] 042137 `);
    expect(html).not.toContain('<script');
    expect((subject + text).split(CODE)).toHaveLength(3);
  });

  it.each(HOSTILE)('does not show the name of a tenant with a brand: %s', (name) => {
    const { subject, text, html } = mail({}, { name, code: name });
    expect(subject + text + html + sms({}, { name, code: name }).text).not.toContain(name);
  });

  it.each(HOSTILE)('does not show the name of a purpose: %s', (use) => {
    const { subject, text, html } = mail({ use });
    expect(subject + text + html + sms({ use }).text).not.toContain(use);
    expect(text).toContain('confirming your request');
  });

  it('keeps the autofill line last after line breaks in a brand', () => {
    const name = 'Acme\r\n\r\n@evil.test #999999';
    const { text } = sms({}, { brand: { name }, domain: 'login.example.com' });
    expect(text.split('\n').at(-1)).toBe('@login.example.com #042137');
  });

  it('adds no recipient, sender or part for line breaks in a brand', () => {
    const name = 'Acme\r\nBcc: evil@evil.test\r\n\r\nbody';
    const message = mail({}, { brand: { name } });
    expect(Object.keys(message).sort()).toEqual(['channel', 'html', 'metadata', 'subject', 'text', 'to']);
    expect(message.to).toBe('Jane+tag@Example.com');
    expect(message.subject).toBe(`042137 is your ${name} code`);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'falls back to the generic text for a purpose named like a member of Object: %s',
    (use) => {
      expect(mail({ use }).text).toContain('confirming your request');
    },
  );
});
