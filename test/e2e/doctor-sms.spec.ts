import { type HttpSink, startHttpSink } from '@system-management/messaging/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDoctor, withTenants } from '../support/run-doctor.js';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

/** The lines of one section, without the indentation. */
function section(text: string, title: string): string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(title));
  const end = lines.findIndex((line, i) => i > start && !line.startsWith(' '));
  return start < 0 ? [] : lines.slice(start + 1, end < 0 ? undefined : end).map((line) => line.trim());
}

/** The lines of a section of the report on a tenant with these settings. */
async function report(tenant: object, title: string): Promise<string[]> {
  const env = await withTenants({ code: 'shop', ...tenant });
  const { text, exitCode } = await runDoctor({ tenant: 'shop' }, env);
  expect(exitCode).toBe(0);
  return section(text, title);
}

describe('npm run doctor: what SMS cost', () => {
  const PRICE = '1,000 messages are billed as 2,000 SMS';

  it('is one line if every text is one SMS', async () => {
    expect(await report({ brand: { name: 'Shop' } }, 'SMS texts')).toEqual([
      'ok     1 SMS for each purpose in each language, also with strong codes (ten letters and digits, which only accounts under attack get); en: GSM 7-bit, 73 to 86 of 160 characters',
    ]);
  });

  it('names the line for autofill if it makes a text two SMS, in the language of the tenant and in others', async () => {
    const tenant = { language: 'ja', brand: { name: 'Shop' }, domain: 'login.shop.example' };
    expect(await report(tenant, 'SMS texts')).toEqual([
      `note   ja, for each purpose: 2 SMS (UCS-2, 76 to 81 of 70 characters); ${PRICE}`,
      '→ the line for autofill takes 29 characters: without domain each text is 1 SMS; 1 SMS needs 6 to 11 fewer characters: shorten brand.name or the texts (templates)',
      'ok     other languages: 1 SMS for en, zh-CN, zh-TW, de, fr, es, pt-BR',
      `note   other languages: 2 SMS for ko, ru, ar; ${PRICE}`,
      '→ the line for autofill takes 29 characters: without domain each text is 1 SMS; 1 SMS needs 8 to 22 fewer characters: shorten brand.name or the texts (templates)',
      'ok     strong codes (ten letters and digits, which only accounts under attack get) take 2 SMS for zh-CN, zh-TW',
    ]);
  });

  it('names a character of the brand that is not GSM 7-bit', async () => {
    const lines = await report({ brand: { name: 'Shop — Berlin' }, language: 'de' }, 'SMS texts');
    expect(lines.slice(0, 2)).toEqual([
      `note   de, for each purpose: 2 SMS (UCS-2 because of “—”, 99 to 118 of 70 characters); ${PRICE}`,
      '→ write brand.name without “—”: 1 SMS then holds 160 characters, not 70',
    ]);
    expect(lines.join('\n')).toMatch(
      /→ write brand\.name without “—”: 1 SMS for en, fr, es, pt-BR then holds 160 characters/,
    );
  });

  it('names the characters and the key of a text of the tenants file, and only its purpose', async () => {
    const sms = `{code} ist Ihr Code – gültig {minutes}\u00a0Minuten${'.'.repeat(40)}`;
    const lines = await report({ templates: { login: { en: { sms }, de: { sms } } } }, 'SMS texts');
    expect(lines).toContain(
      'ok     en, for register, forgetPwd, changePwd, bindAccount: 1 SMS (GSM 7-bit, 73 to 86 of 160 characters)',
    );
    expect(lines).toContain(
      `note   en, for login: 2 SMS (UCS-2 because of “–” U+00A0, 78 of 70 characters); ${PRICE}`,
    );
    expect(lines).toContain(
      `note   templates.login.de.sms: 2 SMS (UCS-2 because of “–” U+00A0, 78 of 70 characters); ${PRICE}`,
    );
    expect(lines).toContain('→ 1 SMS needs 8 fewer characters: shorten brand.name or templates.login.de.sms');
  });

  it('counts three SMS of a long text', async () => {
    const lines = await report(
      { templates: { login: { en: { sms: `{code} ${'a'.repeat(300)}` } } } },
      'SMS texts',
    );
    expect(lines).toContain(
      'note   en, for login: 3 SMS (GSM 7-bit, 307 of 160 characters); 1,000 messages are billed as 3,000 SMS',
    );
  });

  it('says that a vendor sends its own templates', async () => {
    const aliyun =
      'aliyun://key:hunter2@default?endpoint=http://127.0.0.1:1&sign=x&template=SMS_1&strongtemplate=SMS_2';
    const env = await withTenants({ code: 'shop', sms: { routes: { CN: aliyun } } });
    const mixed = section((await runDoctor({ tenant: 'shop' }, env)).text, 'SMS texts');
    const note = 'the vendor sends its own templates, not the texts of this service';
    expect(mixed).toContain(`note   sms.routes.CN: ${note}`);
    expect(mixed[0]).toMatch(/1 SMS for each purpose/);
    const { text } = await runDoctor({ tenant: 'shop' }, { ...env, SMS_DSN: aliyun });
    expect(section(text, 'SMS texts').filter((line) => !line.startsWith('→'))).toEqual([
      `note   SMS_DSN: ${note}`,
      `note   sms.routes.CN: ${note}`,
    ]);
  });
});

describe('npm run doctor: which numbers get SMS', () => {
  it.each([
    [
      {},
      'to mobile numbers, not to fixed lines (sms.landlines: false)',
      'numbers must belong to a known range (sms.numbers: valid)',
    ],
    [
      { landlines: true, numbers: 'possible' },
      'to mobile numbers and fixed lines (sms.landlines: true)',
      'numbers of unknown ranges are accepted if their length is right (sms.numbers: possible)',
    ],
  ])('says whether fixed lines and unknown ranges do: %j', async (sms, lines, ranges) => {
    expect(await report({ countries: ['CN', 'FR'], sms }, 'SMS recipients')).toEqual([
      `ok     SMS go to CN FR: ${lines}`,
      `ok     ${ranges}`,
    ]);
  });

  it('says that an empty list of countries sends nothing', async () => {
    expect(await report({ countries: [] }, 'SMS recipients')).toEqual([
      'note   countries is empty: no SMS is sent',
      '→ list the countries of your users, such as [GB, IE]',
    ]);
  });

  const few = (code: string, name: string, refused: string) =>
    `${code} in countries is the ISO code of ${name} only: ${refused} are refused\n→ add them to countries if your users live there`;
  it.each([
    [['GB'], few('GB', 'United Kingdom', '+44 numbers of Guernsey, Isle of Man and Jersey (GG, IM, JE)')],
    [['RU'], few('RU', 'Russia', '+7 numbers of Kazakhstan (KZ)')],
    [['IT'], few('IT', 'Italy', '+39 numbers of Vatican City (VA)')],
    [['AU'], few('AU', 'Australia', '+61 numbers of Cocos (Keeling) Islands and Christmas Island (CC, CX)')],
    [['NO'], few('NO', 'Norway', '+47 numbers of Svalbard & Jan Mayen (SJ)')],
    [['FI'], few('FI', 'Finland', '+358 numbers of Åland Islands (AX)')],
    [['MA'], few('MA', 'Morocco', '+212 numbers of Western Sahara (EH)')],
    [['RE'], few('RE', 'Réunion', '+262 numbers of Mayotte (YT)')],
    [['GP'], few('GP', 'Guadeloupe', '+590 numbers of St. Barthélemy and St. Martin (BL, MF)')],
    [['CW'], few('CW', 'Curaçao', '+599 numbers of Caribbean Netherlands (BQ)')],
    [['SH'], few('SH', 'St. Helena', '+290 numbers of Tristan da Cunha (TA)')],
    [
      ['GB', 'JE'],
      'GB JE in countries are the ISO codes of United Kingdom and Jersey only: +44 numbers of Guernsey and Isle of Man (GG, IM) are refused\n→ add them to countries if your users live there',
    ],
    [
      ['US'],
      'US in countries is the ISO code of United States only: +1 numbers of 24 other countries and territories (AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI) are refused\n→ add those to countries where your users live',
    ],
    [['RU', 'KZ'], ''],
    [['FR', 'CN', 'DE'], ''],
  ])('names the countries that share a calling code with %j and are refused', async (countries, expected) => {
    const lines = await report({ countries, country: countries[0] }, 'SMS recipients');
    expect(lines.slice(2).join('\n')).toBe(expected && `note   ${expected}`);
  });
});

describe('npm run doctor: --sms', () => {
  let http: HttpSink;
  beforeAll(async () => {
    http = await startHttpSink();
  });
  afterAll(() => http.stop());

  const check = async (sms: string, tenant: object, dryRun = false) => {
    const SMS_DSN = `webhook+http://127.0.0.1:${http.port}/?secret=${SECRET}`;
    const env = { ...(await withTenants({ code: 'shop', ...tenant })), SMS_DSN };
    const { text, exitCode } = await runDoctor({ tenant: 'shop', sms, dryRun }, env);
    return { lines: section(text, 'Test messages'), exitCode };
  };
  const GB = { country: 'GB' };
  const CN = { country: 'CN' };
  const fixed = [
    'WRONG  --sms: the tenant sends no SMS to fixed lines',
    '→ set sms.landlines: true if your vendor delivers to them',
  ];
  const incapable = [
    'WRONG  --sms: the tenant sends no SMS to numbers that cannot receive one',
    '→ use a mobile number',
  ];
  const country = (name: string, code: string) => [
    `WRONG  --sms: countries of the tenant does not list ${code} (${name})`,
    `→ add ${code} to countries`,
  ];

  it.each<[string, object, string, string[]]>([
    ['+861012345678', CN, 'a fixed line, China (CN)', fixed],
    ['+442079460123', GB, 'a fixed line, United Kingdom (GB)', fixed],
    ['+19002530000', CN, 'a premium-rate number, United States (US)', incapable],
    ['+864008123456', CN, 'a shared-cost number, China (CN)', incapable],
    ['+447001234567', GB, 'a personal number, United Kingdom (GB)', incapable],
    ['07781 123456', GB, 'a mobile number, Guernsey (GG)', country('Guernsey', 'GG')],
    [
      '787-253-0123',
      { country: 'US' },
      'a fixed line or a mobile number (its range has both), Puerto Rico (PR)',
      country('Puerto Rico', 'PR'),
    ],
    ['+33142685300', CN, 'a fixed line, France (FR)', [...fixed, ...country('France', 'FR')]],
    [
      '14600138000',
      CN,
      'a number of an unknown range, China (CN)',
      [
        'WRONG  --sms: no known range has this number (sms.numbers: valid)',
        '→ check its digits; if the number exists, set sms.numbers: possible',
      ],
    ],
  ])('says what %s is and why it gets no SMS, without sending: %j', async (sms, tenant, what, refusals) => {
    const before = http.received.length;
    const { lines, exitCode } = await check(sms, tenant);
    expect(lines).toEqual([`ok     --sms: ${what}`, ...refusals]);
    expect(exitCode).toBe(1);
    expect(http.received.length).toBe(before);
  });

  it.each<[string, object, string]>([
    ['+442079460123', { ...GB, sms: { landlines: true } }, 'a fixed line, United Kingdom (GB)'],
    ['14600138000', { ...CN, sms: { numbers: 'possible' } }, 'a number of an unknown range, China (CN)'],
    ['+14155552671', CN, 'a fixed line or a mobile number (its range has both), United States (US)'],
  ])('sends to %s of a tenant with %j', async (sms, tenant, what) => {
    const before = http.received.length;
    const { lines, exitCode } = await check(sms, tenant);
    expect(lines[0]).toBe(`ok     --sms: ${what}`);
    expect(lines[1]).toMatch(/^ok {5}--sms: webhook\+http:.* accepted the message/);
    expect(exitCode).toBe(0);
    expect(http.received.length).toBe(before + 1);
  });

  it('sends nothing with --dry-run, and names the route', async () => {
    const before = http.received.length;
    const { lines, exitCode } = await check('+8613800138000', CN, true);
    expect(lines).toEqual([
      'ok     --sms: a mobile number, China (CN)',
      'ok     --sms: the tenant sends to +86*******00 by SMS_DSN. Nothing was sent (--dry-run)',
    ]);
    expect(exitCode).toBe(0);
    expect(http.received.length).toBe(before);
  });

  it('says that a test recipient is sent nothing by requests', async () => {
    const testRecipients = [{ match: '+8613800138000', code: '424242' }];
    const { lines } = await check('138 0013 8000', { ...CN, testRecipients }, true);
    expect(lines).toContain(
      'note   --sms: is a test recipient (testRecipients): requests send it nothing, and its code is fixed',
    );
  });
});
