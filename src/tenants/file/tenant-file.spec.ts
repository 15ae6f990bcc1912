import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CheckPolicy } from './tenant-checks.js';
import { TenantFileError } from './tenant-file.error.js';
import { TenantFile, type TenantFileContent } from './tenant-file.js';
import type { Tenant } from '../tenant.js';

const SECRET = 'hunter2';
const SHIPPED = ['login', 'register', 'forgetPwd', 'changePwd', 'bindAccount'];

function checkDsn(dsn: string, channel: string): void {
  if (dsn !== 'outbox:') throw new Error(`no ${channel} transport for ${dsn}`);
}

const fileWith = (checkPolicy: CheckPolicy): TenantFile =>
  new TenantFile('some.yaml', { languages: ['en', 'zh-CN'], checkDsn, checkPolicy });
const file = fileWith(() => []);

function parse(yaml: string): TenantFileContent {
  return file.parse(yaml);
}

/** A file with the default tenant, extended by these lines. */
function withLines(...lines: string[]): string {
  return ['tenants:', '  - code: default', ...lines.map((line) => `    ${line}`)].join('\n');
}

function only(yaml: string): Tenant {
  const [tenant] = parse(yaml).tenants;
  if (!tenant) throw new Error('no tenant');
  return tenant;
}

function problems(yaml: string, from = file): readonly string[] {
  try {
    from.parse(yaml);
    return [];
  } catch (error) {
    return error instanceof TenantFileError ? error.problems : [String(error)];
  }
}

describe('TenantFile: a tenant', () => {
  it('requires only its code: every other key has a default', () => {
    const { policy, ...tenant } = only(withLines());
    expect(tenant).toEqual({
      code: 'default',
      name: 'default',
      enabled: true,
      language: 'en',
      country: 'CN',
      countries: ['CN', 'HK', 'MO', 'TW', 'SG', 'US', 'GB'],
      domain: '',
      brand: { name: 'default' },
      mail: { from: '', replyTo: '' },
      sms: { sign: '', landlines: false, numbers: 'valid' },
      stepUp: { presentation: 'image' },
      pow: { cost: 1000, tries: 300 },
      siteverify: {},
      templates: {},
      testRecipients: [],
    });
    expect([tenant.mail.dsn, tenant.sms.dsn, tenant.sms.routes]).toEqual(['', '', {}]);
    expect(policy.image).toEqual({ length: 6, alphabet: 'letters', lifetime: 180, attempts: 1 });
    expect(policy.email).toEqual({ length: 6, alphabet: 'digits', lifetime: 180, attempts: 5 });
    expect(policy.phone).toEqual({ length: 6, alphabet: 'digits', lifetime: 180, attempts: 5 });
    expect(policy.limits).toEqual({
      recipient: { gap: 60, perHour: 5, perDay: 10, networkPerDay: 5, mailboxPerDay: 40 },
      withImage: { every: 600, networkPerDay: 5, perDay: 20 },
      address: {
        messagesPerHour: 30,
        imagesPerMinute: 120,
        audioPerMinute: 12,
        refusedPerHour: 10,
        wrongPerHour: 60,
      },
      tenant: { messagesPerDay: 10_000, wrongPerHour: 1000 },
      prefix: { perHour: 20 },
      account: { wrongPerDay: 10 },
      stepUp: { perAccountHour: 2, perAddressHour: 10 },
    });
    expect(parse(withLines()).global).toEqual({ recipientPerDay: 40 });
  });

  it('can configure limits, and override them per purpose', () => {
    const { limits, purposes } = only(
      withLines(
        'policy:',
        '  limits: { recipient: { gap: 30 }, address: { wrongPerHour: 5 } }',
        '  purposes:',
        '    login: { limits: { recipient: { perDay: 3 }, stepUp: { perAddressHour: 0 } } }',
        '    payOrder: {}',
      ),
    ).policy;
    expect(limits.recipient).toEqual({
      gap: 30,
      perHour: 5,
      perDay: 10,
      networkPerDay: 5,
      mailboxPerDay: 40,
    });
    expect(limits.address).toEqual({
      messagesPerHour: 30,
      imagesPerMinute: 120,
      audioPerMinute: 12,
      refusedPerHour: 10,
      wrongPerHour: 5,
    });
    expect(purposes['payOrder']?.limits).toEqual(limits);
    expect(purposes['login']?.limits).toEqual({
      ...limits,
      recipient: { ...limits.recipient, perDay: 3 },
      stepUp: { perAccountHour: 2, perAddressHour: 0 },
    });
  });

  it.each(['recipient', 'withImage', 'address', 'tenant', 'prefix', 'account', 'stepUp'] as const)(
    'can override each limit of %s per purpose',
    (group) => {
      const names = Object.keys(only(withLines()).policy.limits[group]);
      const numbers = names.map((name, i) => `${name}: ${3 + i}`).join(', ');
      const { login } = only(
        withLines(`policy: { purposes: { login: { limits: { ${group}: { ${numbers} } } } } }`),
      ).policy.purposes;
      expect(Object.values(login?.limits[group] ?? {})).toEqual(names.map((_, i) => 3 + i));
    },
  );

  it('has the five shipped purposes, of which changePwd and bindAccount require a login', () => {
    const { image, email, phone, limits, purposes } = only(withLines()).policy;
    expect(Object.keys(purposes)).toEqual(SHIPPED);
    for (const use of SHIPPED) {
      const requiresLogin = use === 'changePwd' || use === 'bindAccount';
      expect(purposes[use]).toEqual({ requiresLogin, image, email, phone, limits });
    }
  });

  it('merges its purposes over the shipped ones, and the policy of a purpose over its own', () => {
    const { email, limits, purposes } = only(
      withLines(
        'policy:',
        '  email: { lifetime: 300 }',
        '  purposes:',
        '    login: { email: { length: 8 }, image: { attempts: 2 }, phone: { alphabet: letters } }',
        '    changePwd: { phone: { lifetime: 60 } }',
        '    bindAccount: { requiresLogin: false }',
        '    payOrder: {}',
      ),
    ).policy;
    expect(Object.keys(purposes).sort()).toEqual([...SHIPPED, 'payOrder'].sort());
    expect(purposes['login']).toEqual({
      requiresLogin: false,
      image: { length: 6, alphabet: 'letters', lifetime: 180, attempts: 2 },
      email: { length: 8, alphabet: 'digits', lifetime: 300, attempts: 5 },
      phone: { length: 6, alphabet: 'letters', lifetime: 180, attempts: 5 },
      limits,
    });
    expect(purposes['changePwd']).toMatchObject({
      requiresLogin: true,
      email,
      phone: { lifetime: 60, attempts: 5 },
    });
    expect(purposes['bindAccount']).toMatchObject({ requiresLogin: false });
    expect(purposes['payOrder']).toMatchObject({ requiresLogin: false, email });
  });

  it('has no purpose by the name of an inherited property of objects', () => {
    const { purposes } = only(withLines()).policy;
    for (const use of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(purposes[use]).toBeUndefined();
      expect(use in purposes).toBe(false);
    }
  });

  it('can have a purpose by the name of an inherited property of objects', () => {
    const { purposes } = only(withLines('policy: { purposes: { __proto__: {}, constructor: {} } }')).policy;
    expect(purposes['__proto__']).toMatchObject({ requiresLogin: false, image: { length: 6 } });
    expect(purposes['constructor']).toMatchObject({ requiresLogin: false });
    expect(Object.getPrototypeOf(purposes)).toBeNull();
  });

  it('uses its brand in messages, else its name, else its code', () => {
    expect(only(withLines('name: Shop', 'brand: { name: Brand }')).brand.name).toBe('Brand');
    expect(only(withLines('name: Shop')).brand.name).toBe('Shop');
    expect(only(withLines()).brand.name).toBe('default');
  });

  it('is deeply frozen', () => {
    const leaves = (value: unknown): unknown[] =>
      typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(leaves)] : [];
    const template = 'templates: { login: { en: { sms: "{code}" } } }';
    const tenant = only(withLines(template, 'testRecipients: [{ match: "*@a.example", code: "1234" }]'));
    const objects = [...leaves(tenant), tenant.sms.routes];
    expect(objects).toHaveLength(87);
    expect(objects.filter((value) => !Object.isFrozen(value))).toEqual([]);
  });

  it('has DSNs, secrets and codes of test recipients as properties that are not printed', () => {
    const tenant = only(
      withLines(
        'mail: { dsn: "outbox:", from: a@b }',
        'sms: { dsn: "outbox:", routes: { US: "outbox:" } }',
        'siteverify: { secret: a-secret-of-this-test-only-0123456789 }',
        'testRecipients: [{ match: "qa@c.example", code: "424242" }]',
      ),
    );
    expect(tenant.siteverify.secret).toBe('a-secret-of-this-test-only-0123456789');
    expect([tenant.mail.dsn, tenant.sms.dsn, tenant.sms.routes.US]).toEqual([
      'outbox:',
      'outbox:',
      'outbox:',
    ]);
    expect(tenant.testRecipients[0]?.code).toBe('424242');
    for (const printed of [JSON.stringify(tenant), inspect(tenant, { depth: 9 })]) {
      expect(printed).toContain('a@b');
      expect(printed).toContain('qa@c.example');
      expect(printed).not.toMatch(/outbox|424242|0123456789/);
    }
  });

  it('can route SMS by country; NO is a country, not a boolean', () => {
    const { sms } = only(withLines('sms: { sign: Shop, routes: { US: "outbox:", NO: "outbox:" } }'));
    expect([sms.sign, sms.routes]).toEqual(['Shop', { US: 'outbox:', NO: 'outbox:' }]);
  });

  it('can have its own texts, without the trailing line break of a YAML block scalar', () => {
    const { templates } = only(
      withLines(
        'templates:',
        '  login:',
        '    en:',
        '      text: |',
        '        {code}',
        '',
        '        {brand}',
        '',
      ),
    );
    expect(templates['login']?.['en']).toEqual({ text: '{code}\n\n{brand}' });
  });

  it.each(['{{7*7}} {code}', '${7*7} {code}', '{code} <script>alert(1)</script>', '{code} { a b } {}'])(
    'does not interpret other template syntax: %s',
    (text) => {
      const { templates } = only(withLines(`templates: { login: { en: { sms: "${text}" } } }`));
      expect(templates['login']?.['en']?.sms).toBe(text);
    },
  );

  it('has no template by the name of an inherited property of objects', () => {
    const { templates } = only(withLines('templates: { login: {} }'));
    for (const key of ['__proto__', 'constructor', 'toString']) {
      expect(templates[key]).toBeUndefined();
      expect(templates['login']?.[key]).toBeUndefined();
    }
  });

  it('has test recipients in lower case, without an end by default', () => {
    const { testRecipients } = only(withLines('testRecipients: [{ match: "*@QA.example", code: "424242" }]'));
    expect(testRecipients[0]).toMatchObject({ match: '*@qa.example', until: '' });
  });

  it('copies the values of a YAML alias instead of sharing them', () => {
    const { policy } = only(withLines('policy: { image: &same { lifetime: 90 }, email: *same }'));
    expect(policy.image).toEqual({ length: 6, alphabet: 'letters', lifetime: 90, attempts: 1 });
    expect(policy.email).toEqual({ length: 6, alphabet: 'digits', lifetime: 90, attempts: 5 });
  });

  it.each(['a@b', 'no-reply@mail.example.com', 'Shop <a@b>', '登录 服务 <a@b>', ''])(
    'accepts "%s" as mail.from and mail.replyTo',
    (address) => {
      const { mail } = only(withLines(`mail: { from: "${address}", replyTo: "${address}" }`));
      expect(mail).toEqual({ from: address, replyTo: address });
    },
  );

  it.each(['login.example.com', 'localhost', 'xn--fiq228c.example', ''])(
    'accepts the domain "%s"',
    (domain) => {
      expect(only(withLines(`domain: "${domain}"`)).domain).toBe(domain);
    },
  );
});

describe('TenantFile: an invalid file', () => {
  const path = 'tenants[0]';
  const mailbox = 'must be one address, or Name <address>';
  const host = 'must be a host name in lower case, such as login.example.com, or empty';
  const line = 'must be one line without control characters, and without =? (mail programs decode it)';
  const text = 'must be text (numbers need quotes)';
  const country = 'must be an ISO 3166 country code, such as CN';
  const unknown = 'has an unknown placeholder; there are {code} {minutes} {brand} {purpose}';
  const inert =
    'has scripts, frames, forms, redirects or style sheets from elsewhere, which mail programs refuse';
  const date = 'must be a date such as 2027-01-31';

  it.each([
    ['code: "a:b"', 'code: must be 1 to 64 of A-Z a-z 0-9 _ -'],
    ['code: ""', 'code: must be 1 to 64 of A-Z a-z 0-9 _ -'],
    [`code: ${'x'.repeat(65)}`, 'code: must be 1 to 64 of A-Z a-z 0-9 _ -'],
    ['code: 7', `code: ${text}`],
    ['name: Seven', 'code: is required'],
  ])('is refused for a second tenant with %s', (key, problem) => {
    expect(problems(`${withLines()}\n  - ${key}`)).toEqual([`tenants[1].${problem}`]);
  });

  it.each([
    ['name: 7', `name: ${text}`],
    ['name: "a\\r\\nBcc: b@c"', `name: ${line}`],
    [`name: ${'x'.repeat(65)}`, 'name: must NOT have more than 64 characters'],
    ['enabled: yes', 'enabled: must be true or false'],
    ['language: xx', 'language: must be one of en, zh-CN'],
    ['language: zh-cn', 'language: must be one of en, zh-CN'],
    ['language: 7', `language: ${text}`],
    ['country: XX', `country: ${country}`],
    ['country: cn', `country: ${country}`],
    ['countries: [CN, XX]', `countries[1]: ${country}`],
    ['countries: CN', 'countries: must be a list'],
    ['countries: [CN, CN]', 'countries: must NOT have duplicate items (items ## 0 and 1 are identical)'],
    ['domain: "https://a.example"', `domain: ${host}`],
    ['domain: A.example', `domain: ${host}`],
    ['domain: a..example', `domain: ${host}`],
    ['brand: Shop', 'brand: must be a map of keys'],
    ['brand: { name: "a\\nb" }', `brand.name: ${line}`],
    ['brand: { name: "=?utf-8?q?=0d=0aBcc:?=" }', `brand.name: ${line}`],
    [
      'templates: { login: { en: { subject: "=?utf-8?q?=0d?= {code}" } } }',
      `templates.login.en.subject: ${line}`,
    ],
    ['brand: { logo: x }', 'brand.logo: unknown key'],
    ['mail: { dsn: "nope:" }', 'mail.dsn: no mail transport for the DSN'],
    ['mail: { from: "a@b, c@d" }', `mail.from: ${mailbox}`],
    ['mail: { from: "Shop, Inc <a@b>" }', `mail.from: ${mailbox}`],
    ['mail: { from: "Shop" }', `mail.from: ${mailbox}`],
    ['mail: { from: "<a@b>" }', `mail.from: ${mailbox}`],
    ['mail: { from: "Shop <a@b> <c@d>" }', `mail.from: ${mailbox}`],
    ['mail: { from: "Shop\\r\\nBcc: c@d <a@b>" }', `mail.from: ${mailbox}`],
    ['mail: { from: "Shop\\nInc <a@b>" }', `mail.from: ${mailbox}`],
    ['mail: { from: "a@b\\n" }', `mail.from: ${mailbox}`],
    ['mail: { replyTo: "a@b, c@d" }', `mail.replyTo: ${mailbox}`],
    ['mail: { replyTo: "Shop\\r\\nBcc: c@d <a@b>" }', `mail.replyTo: ${mailbox}`],
    ['sms: { dsn: "nope:" }', 'sms.dsn: no sms transport for the DSN'],
    ['sms: { sing: x }', 'sms.sing: unknown key'],
    ['sms: { landlines: 1 }', 'sms.landlines: must be true or false'],
    ['sms: { numbers: all }', 'sms.numbers: must be one of valid, possible'],
    ['sms: { sign: "a\\nb" }', `sms.sign: ${line}`],
    ['sms: { routes: { US: "nope:" } }', 'sms.routes.US: no sms transport for the DSN'],
    ['sms: { routes: { US: "" } }', 'sms.routes.US: must NOT have fewer than 1 characters'],
    ['sms: { routes: { us: "outbox:" } }', `sms.routes: ${country}`],
    ['sms: { routes: "outbox:" }', 'sms.routes: must be a map of keys'],
    ['siteverify: { secret: 7 }', `siteverify.secret: ${text}`],
    ['siteverify: { secrets: [] }', 'siteverify.secrets: unknown key'],
    ['templates: { "a b": {} }', 'templates: a purpose must be 1 to 32 of A-Z a-z 0-9 _ -'],
    ['templates: { logon: {} }', 'templates.logon: is not one of policy.purposes'],
    ['templates: { constructor: {} }', 'templates.constructor: is not one of policy.purposes'],
    ['templates: { login: { xx: {} } }', 'templates.login: must be one of en, zh-CN'],
    ['templates: { login: { en: { body: x } } }', 'templates.login.en.body: unknown key'],
    ['templates: { login: { en: { subject: "a\\r\\nBcc: b@c" } } }', `templates.login.en.subject: ${line}`],
    ['templates: { login: { en: { subject: "{kode}" } } }', `templates.login.en.subject: ${unknown}`],
    ['templates: { login: { en: { sms: "{{code}} {code}" } } }', `templates.login.en.sms: ${unknown}`],
    ['templates: { login: { en: { sms: "{ code } {code}" } } }', `templates.login.en.sms: ${unknown}`],
    ['templates: { login: { en: { sms: "${process} {code}" } } }', `templates.login.en.sms: ${unknown}`],
    ['templates: { login: { en: { sms: Hello } } }', 'templates.login.en.sms: does not contain {code}'],
    ['templates: { login: { en: { text: Hello } } }', 'templates.login.en.text: does not contain {code}'],
    ['templates: { login: { en: { sms: "{code}\\r" } } }', 'templates.login.en.sms: has control characters'],
    [
      'templates: { login: { en: { html: "{code}" } } }',
      'templates.login.en: must have property text when property html is present',
    ],
    [
      'templates: { login: { en: { text: "{code}", html: Hello } } }',
      'templates.login.en.html: does not contain {code}',
    ],
    [
      'templates: { login: { en: { text: "{code}", html: "{code}<script>" } } }',
      `templates.login.en.html: ${inert}`,
    ],
    [
      'templates: { login: { en: { text: "{code}", html: "<b onclick=x>{code}" } } }',
      `templates.login.en.html: ${inert}`,
    ],
    ...[
      '<svg/onload=alert(1)>',
      '<p title=">"onclick = alert(1)>',
      '<IMG SRC=x\tONERROR=alert(1)>',
      '<style>@import url(//x.example/a.css)</style>',
      '<style>@\\69mport url(//x.example/a.css)</style>',
      '<meta http-equiv=refresh content=0;//x.example>',
      '<META HTTP-EQUIV = " Refresh" content=0>',
      '<meta http-equiv="&#114;efresh">',
    ].map((html): [string, string] => [
      `templates: { login: { en: { text: "{code}", html: ${JSON.stringify(`{code}${html}`)} } } }`,
      `templates.login.en.html: ${inert}`,
    ]),
    ['testRecipients: [{ code: "424242" }]', 'testRecipients[0].match: is required'],
    ['testRecipients: [{ match: "a@b.example" }]', 'testRecipients[0].code: is required'],
    ['testRecipients: [{ match: "a@b.example", code: 424242 }]', `testRecipients[0].code: ${text}`],
    [
      'testRecipients: [{ match: "a@b.example", code: "abc" }]',
      'testRecipients[0].code: must be 4 to 10 digits or capital letters',
    ],
    [
      'testRecipients: [{ match: "a@b.example", code: "424242", until: 2027-02-30 }]',
      `testRecipients[0].until: ${date}`,
    ],
    [
      'testRecipients: [{ match: "a@b.example", code: "424242", until: soon }]',
      `testRecipients[0].until: ${date}`,
    ],
    ['polcy: {}', 'polcy: unknown key'],
    ['policy: { fax: {} }', 'policy.fax: unknown key'],
    ['policy: { image: { length: 3 } }', 'policy.image.length: must be >= 4'],
    ['policy: { image: { length: 9 } }', 'policy.image.length: must be <= 8'],
    ['policy: { email: { length: 3 } }', 'policy.email.length: must be >= 4'],
    ['policy: { phone: { length: 11 } }', 'policy.phone.length: must be <= 10'],
    ['policy: { phone: { alphabet: runes } }', 'policy.phone.alphabet: must be one of letters, digits'],
    ['policy: { email: { lifetime: 601 } }', 'policy.email.lifetime: must be <= 600'],
    ['policy: { email: { lifetime: 29 } }', 'policy.email.lifetime: must be >= 30'],
    ['policy: { email: { lifetime: 60.5 } }', 'policy.email.lifetime: must be a whole number'],
    ['policy: { email: { lifetime: "60" } }', 'policy.email.lifetime: must be a whole number'],
    ['policy: { email: { lifetime: .inf } }', 'policy.email.lifetime: must be a whole number'],
    ['policy: { email: { attempts: 0 } }', 'policy.email.attempts: must be >= 1'],
    ['policy: { email: { attempts: 11 } }', 'policy.email.attempts: must be <= 10'],
    ['policy: { email: { ttl: 60 } }', 'policy.email.ttl: unknown key'],
    ['policy: { limits: { recipient: { gap: -1 } } }', 'policy.limits.recipient.gap: must be >= 0'],
    ['policy: { limits: { recipient: { gap: 3601 } } }', 'policy.limits.recipient.gap: must be <= 3600'],
    [
      'policy: { limits: { address: { wrongPerHour: 0 } } }',
      'policy.limits.address.wrongPerHour: must be >= 1',
    ],
    [
      'policy: { limits: { stepUp: { perAddressHour: -1 } } }',
      'policy.limits.stepUp.perAddressHour: must be >= 0',
    ],
    [
      'policy: { limits: { prefix: { perHour: 1.5 } } }',
      'policy.limits.prefix.perHour: must be a whole number',
    ],
    ['policy: { limits: { prefix: { perDay: 1 } } }', 'policy.limits.prefix.perDay: unknown key'],
    ['policy: { limits: { country: {} } }', 'policy.limits.country: unknown key'],
    ['policy: { limits: 7 }', 'policy.limits: must be a map of keys'],
    [
      'policy: { purposes: { pay: { limits: { account: { wrongPerDay: 0 } } } } }',
      'policy.purposes.pay.limits.account.wrongPerDay: must be >= 1',
    ],
    [
      'policy: { purposes: { pay: { limits: { tenant: { perYear: 1 } } } } }',
      'policy.purposes.pay.limits.tenant.perYear: unknown key',
    ],
    ['policy: { purposes: { "a b": {} } }', 'policy.purposes: a purpose must be 1 to 32 of A-Z a-z 0-9 _ -'],
    [
      `policy: { purposes: { ${'x'.repeat(33)}: {} } }`,
      'policy.purposes: a purpose must be 1 to 32 of A-Z a-z 0-9 _ -',
    ],
    ['policy: { purposes: { login: } }', 'policy.purposes.login: must be a map of keys'],
    ['policy: { purposes: { login: { fax: {} } } }', 'policy.purposes.login.fax: unknown key'],
    ['policy: { purposes: { pay: { fax: {} } } }', 'policy.purposes.pay.fax: unknown key'],
    ['policy: { purposes: { changePwd: { fax: {} } } }', 'policy.purposes.changePwd.fax: unknown key'],
    [
      'policy: { purposes: { pay: { requiresLogin: 1 } } }',
      'policy.purposes.pay.requiresLogin: must be true or false',
    ],
    [
      'policy: { purposes: { pay: { image: { length: 9 } } } }',
      'policy.purposes.pay.image.length: must be <= 8',
    ],
    ['policy: { purposes: { pay: { image: { ttl: 9 } } } }', 'policy.purposes.pay.image.ttl: unknown key'],
    [
      'policy: { purposes: { pay: { email: { length: 3 } } } }',
      'policy.purposes.pay.email.length: must be >= 4',
    ],
    ['policy: { purposes: { pay: { phone: { ttl: 9 } } } }', 'policy.purposes.pay.phone.ttl: unknown key'],
  ])('is refused for %s', (key, problem) => {
    expect(problems(withLines(key))).toEqual([`${path}.${problem}`]);
  });

  it.each([
    ['', 'the file: must be a map of keys'],
    ['[]', 'the file: must be a map of keys'],
    ['{}', 'tenants: is required'],
    ['tenants: {}', 'tenants: must be a list'],
    ['tenants: []', 'tenants: must contain a tenant with the code default that is enabled'],
    ['tenants: [{ code: a }]', 'tenants: must contain a tenant with the code default that is enabled'],
    [withLines('enabled: false'), 'tenants: must contain a tenant with the code default that is enabled'],
    [`${withLines()}\n  - code: a\n  - code: a`, 'tenants: items 1 and 2 have the same code'],
    [
      `${withLines('siteverify: { secret: s }')}\n  - { code: a, siteverify: {} }\n  - { code: b, siteverify: { secret: s } }`,
      'tenants: items 0 and 2 have the same siteverify.secret',
    ],
    [`${withLines()}\n  - a`, 'tenants[1]: must be a map of keys'],
    [`${withLines()}\nglobe: {}`, 'globe: unknown key'],
    [`${withLines()}\nglobal: { gap: 1 }`, 'global.gap: unknown key'],
    [`${withLines()}\nglobal: { recipientPerDay: 0 }`, 'global.recipientPerDay: must be >= 1'],
    [withLines('name: A', 'name: B'), 'line 4, column 5: duplicate key'],
    [withLines('name: "A'), 'line 3, column 13: a quote, bracket, comma or space is missing'],
    [withLines('\tname: A'), 'line 3, column 5: tabs are not allowed as indentation'],
    [withLines('name: !secret A'), 'line 3, column 11: unknown tag'],
    [`${withLines()}\n---\n{}`, 'line 3, column 1: only one document is allowed'],
    [withLines('name: *nobody'), 'an alias has no anchor above it, or there are too many aliases'],
    [withLines('name: "a" b'), 'line 3, column 15: is not valid YAML (UNEXPECTED_TOKEN)'],
  ])('is refused when its text is %j', (yaml, problem) => {
    expect(problems(yaml)).toEqual([problem]);
  });

  it('is refused with all problems, one per line below the name of the file', () => {
    const yaml = `${withLines('language: xx', 'sms: { dsn: "nope:" }', 'policy: { email: { lifetime: 900 } }')}\n  - code: default`;
    expect(() => parse(yaml)).toThrow(
      [
        'some.yaml cannot be used:',
        '  tenants: items 0 and 1 have the same code',
        '  tenants[0].language: must be one of en, zh-CN',
        '  tenants[0].sms.dsn: no sms transport for the DSN',
        '  tenants[0].policy.email.lifetime: must be <= 600',
      ].join('\n'),
    );
  });

  it('is refused when checkPolicy reports a problem, also for a disabled tenant', () => {
    const strict = fileWith(({ purposes }) => (purposes['login']?.email.length === 4 ? ['weak'] : []));
    const weak = 'policy: { purposes: { login: { email: { length: 4 } } } }';
    expect(problems(`${withLines()}\n  - { code: a, enabled: false, ${weak} }`, strict)).toEqual([
      'tenants[1].policy: weak',
    ]);
  });

  it('is refused when checkTenant reports a problem', () => {
    const strict = new TenantFile('some.yaml', {
      languages: ['en'],
      checkDsn,
      checkPolicy: () => [],
      checkTenant: ({ code }) => (code === 'a' ? ['testRecipients[0]: wrong'] : []),
    });
    expect(problems(`${withLines()}\n  - code: a`, strict)).toEqual(['tenants[1].testRecipients[0]: wrong']);
  });

  it('is refused with the problems of checkTenant beside those of the schema, for tenants without the latter', () => {
    const strict = new TenantFile('some.yaml', {
      languages: ['en'],
      checkDsn,
      checkPolicy: () => [],
      checkTenant: ({ countries }) => [`countries: has ${countries.length} defaults`],
    });
    const yaml = `${withLines()}\n  - { code: a, language: xx }\n  - 7\n  - null`;
    expect(problems(yaml, strict)).toEqual([
      'tenants[1].language: must be one of en',
      'tenants[2]: must be a map of keys',
      'tenants[3]: must be a map of keys',
      'tenants[0].countries: has 7 defaults',
    ]);
  });

  it('is refused for each tenant without a code, which is not reported as a duplicate', () => {
    expect(problems(`${withLines()}\n  - name: A\n  - name: B`)).toEqual([
      'tenants[1].code: is required',
      'tenants[2].code: is required',
    ]);
  });

  it.each([
    `mail: { dsn: "smtp://user:${SECRET}@host" }`,
    `mail: { dsn: "smtp://user:${SECRET}@host", from: 7 }`,
    `mail: { "smtp://user:${SECRET}@host" }`,
    `mail: smtp://user:${SECRET}@host`,
    `mail: { dsn: "smtp://user:${SECRET}@host }`,
    `mail: { dsn: "x" smtp://user:${SECRET}@host }`,
    `mail: { dsn: "\\q${SECRET}" }`,
    `mail: { dsn: !${SECRET} x }`,
    `mail: { dsn: *${SECRET} }`,
    `language: smtp://user:${SECRET}@host`,
    `domain: smtp://user:${SECRET}@host`,
    `sms: { routes: { US: "smtp://user:${SECRET}@host" } }`,
    `sms: { routes: { "smtp://user:${SECRET}@host": US } }`,
    `templates: { login: { en: { sms: "{${SECRET}}" } } }`,
    `testRecipients: [{ match: "${SECRET}", code: "${SECRET}" }]`,
    `policy: { purposes: { "smtp://user:${SECRET}@host": 7 } }`,
  ])('is refused without a secret in the message: %s', (key) => {
    const found = problems(withLines(key));
    expect(found.length).toBeGreaterThan(0);
    expect(found.join('\n')).not.toContain(SECRET);
  });

  it('is refused when it does not exist', async () => {
    const missing = new TenantFile('/nowhere/tenants.yaml', {
      languages: ['en'],
      checkDsn,
      checkPolicy: () => [],
    });
    await expect(missing.read()).rejects.toThrow(
      '/nowhere/tenants.yaml cannot be used: it does not exist: set TENANTS_FILE to the path of the tenants file',
    );
  });
});
