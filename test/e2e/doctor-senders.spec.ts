import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MailServer } from '../support/mail-server.js';
import { runDoctor, withTenants } from '../support/run-doctor.js';

let smtp: MailServer;
beforeAll(async () => {
  smtp = await MailServer.start();
});
afterAll(() => smtp.stop());

/** A DSN whose only options are these and its certificate. */
const noSender = (options = ''): string => `${smtp.dsn().replace(/from=[^&]*&/, '')}${options}`;
const vendor = (): string => `smtp://127.0.0.1:${smtp.port}`;

describe('npm run doctor: senders and replies', () => {
  it('names the sender and the Reply-To of a tenant', async () => {
    const mail = { dsn: noSender(), from: 'Shop <no-reply@shop.example>', replyTo: 'help@shop.example' };
    const env = await withTenants({ code: 'shop', mail });
    const { text, exitCode } = await runDoctor({ tenant: 'shop' }, env);
    expect(text).toContain(
      'ok     mail.dsn: mails are from Shop <no-reply@shop.example> (mail.from)\n' +
        '  ok     mail.dsn: replies go to help@shop.example (mail.replyTo)\n',
    );
    expect(exitCode).toBe(0);
  });

  it('names the tenants whose mails would have no sender, and what to set', async () => {
    const env = await withTenants({ code: 'shop' }, { code: 'blog', mail: { from: 'a@blog.example' } });
    const { text, exitCode } = await runDoctor({}, { ...env, MAIL_DSN: noSender() });
    for (const i of [0, 1])
      expect(text).toContain(
        `WRONG  tenants[${i}].mail.from: must be set, or ?from=a@b.example added to MAIL_DSN: ${vendor()} has no sender\n`,
      );
    expect(text).toContain(
      `→ correct this in ${env['TENANTS_FILE']} (tenants[0] is default, tenants[1] is shop); config/tenants.schema.json describes each key\n`,
    );
    expect(text).not.toContain('tenants[2]');
    expect(exitCode).toBe(1);
  });

  it('reports a sender and a signature that are missing for a disabled tenant, too', async () => {
    const aliyun =
      'aliyun://key:hunter2@default?endpoint=http://127.0.0.1:1&template=SMS_1&strongtemplate=SMS_2';
    const shop = { code: 'shop', enabled: false, mail: { dsn: noSender() }, sms: { dsn: aliyun } };
    const { text } = await runDoctor({ tenant: 'shop' }, await withTenants(shop));
    const remedy = '         → correct this in the tenants file or in the DSN\n';
    expect(text).toContain(
      `WRONG  mail.from: must be set, or ?from=a@b.example added to mail.dsn: ${vendor()} has no sender\n${remedy}`,
    );
    expect(text).toContain(
      `WRONG  sms.sign: must be set, or ?sign=… added to sms.dsn: aliyun://default has no signature\n${remedy}`,
    );
    expect(text).not.toContain('hunter2');
  });
});

describe('npm run doctor: EHLO', () => {
  const answers = 'answers, and accepts the credentials; EHLO says';

  it.each([
    ['&name=mail.shop.example', 'mail.shop.example'],
    ['&from=a@b.example', 'b.example'],
    ['&from=a@b.example&name=mx.b.example', 'mx.b.example'],
    // The name of this host, if it has a domain.
    ['', hostname().includes('.') ? hostname() : 'the domain of mail.from'],
  ])('names what it says with the options "%s": %s', async (options, name) => {
    const shop = { code: 'shop', mail: { dsn: noSender(options), from: 'a@shop.example' } };
    const { text } = await runDoctor({ tenant: 'shop' }, await withTenants(shop));
    expect(text).toContain(`ok     mail.dsn: ${vendor()} ${answers} ${name}\n`);
    expect(text).not.toContain('note   mail.dsn: EHLO');
  });

  it('notes an address instead of a name, which some servers refuse', async () => {
    const MAIL_DSN = noSender('&from=a@b.example&name=[203.0.113.5]');
    const { text, exitCode } = await runDoctor({}, { ...(await withTenants()), MAIL_DSN });
    expect(text).toContain(
      `note   MAIL_DSN: EHLO to ${vendor()} says the address [203.0.113.5], which some servers refuse\n` +
        '         → add ?name=host.your.domain to the DSN',
    );
    expect(exitCode).toBe(0);
  });
});

describe('npm run doctor: remedies', () => {
  it('follow the problems of the settings and of the tenants file, in one run', async () => {
    const env = await withTenants({ code: 'a', language: 'xx' });
    const { text } = await runDoctor({}, { ...env, PORT: 'x' });
    expect(text).toMatch(
      /WRONG {2}PORT: must be a whole number.*\n {2}WRONG {2}.*tenants\.yaml: tenants\[1\]\.language: .*\n {9}→ correct settings in/,
    );
    expect(text).toContain('2 things are wrong.');
  });

  it.each<[string, () => Promise<string>]>([
    ['settings', async () => (await runDoctor({}, { PORT: 'x', MAIL_DSN: 'smtp://', HOST: '' })).text],
    [
      'tenants',
      async () => (await runDoctor({}, await withTenants({ code: 'a', language: 'xx', country: '??' }))).text,
    ],
    [
      'transports and recipients',
      async () => {
        const env = { ...(await withTenants()), MAIL_DSN: smtp.dsn('user:wrong') };
        return (await runDoctor({ mail: 'x', sms: 'y', language: 'zz' }, env)).text;
      },
    ],
    [
      'a tenants file that cannot be read',
      async () => (await runDoctor({}, { TENANTS_FILE: 'no/such' })).text,
    ],
  ])('stand below the last problem of each kind: %s', async (_kind, diagnosis) => {
    const lines = (await diagnosis()).split('\n');
    const problems = lines.flatMap((line, i) => (line.startsWith('  WRONG') ? [i] : []));
    expect(problems).not.toHaveLength(0);
    for (const i of problems) expect(lines[i + 1]).toMatch(/^ {2}WRONG {2}|^ {9}→ \S/);
  });
});
