import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { type HttpSink, startHttpSink, startOAuth2Smtp } from '@system-management/messaging/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Environment } from '../../src/config/settings.js';
import { runDoctor, withTenants } from '../support/run-doctor.js';
import { MailServer } from '../support/mail-server.js';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

let smtp: MailServer;
let http: HttpSink;
const smsDsn = (): string => `webhook+http://127.0.0.1:${http.port}/sms?secret=${SECRET}`;

beforeAll(async () => {
  smtp = await MailServer.start();
  http = await startHttpSink();
});
afterAll(async () => {
  await Promise.all([smtp.stop(), http.stop()]);
});

describe('npm run doctor', () => {
  it('reports a valid configuration, and sends both messages marked as tests', async () => {
    const env = await withTenants({ code: 'shop', brand: { name: 'Shop' }, sms: { sign: 'Sign' } });
    const options = { tenant: 'shop', mail: 'both@example.com', sms: '138 0013 8000' };
    const { text, exitCode } = await runDoctor(options, { ...env, MAIL_DSN: smtp.dsn(), SMS_DSN: smsDsn() });
    expect(text).toContain(
      `ok     MAIL_DSN: smtp://127.0.0.1:${smtp.port} answers, and accepts the credentials; EHLO says shop.example\n`,
    );
    expect(text).toContain(`ok     SMS_DSN: webhook+http://127.0.0.1:${http.port} answers`);
    expect(text).toContain('ok     --sms: a mobile number, China (CN)\n');
    expect(text).toContain('accepted the message to b***@e***.com');
    expect(text).toContain('accepted the message to +86*******00');
    expect(text).toContain('Everything is right.');
    expect(exitCode).toBe(0);
    const [received] = smtp.mailsTo('both@example.com');
    expect(received?.mail.subject).toBe('TEST 012345 is your Shop code');
    expect(received?.mail.text).toMatch(/^TEST /);
    expect(received?.mail.html).toMatch(/<body[^>]*><p [^>]*>TEST<\/p>/);
    const sms = http.received.map(
      ({ body }) => (JSON.parse(body) as { data: { to: string; text: string } }).data,
    );
    expect(sms).toContainEqual(expect.objectContaining({ to: '+8613800138000', code: '012345' }));
    expect(sms[0]?.text).toMatch(/^TEST \[Shop\] 012345 is your code/);
  });

  it('sends test messages in the language of the tenant or of the option', async () => {
    const env = { ...(await withTenants({ code: 'de', language: 'de' })), MAIL_DSN: smtp.dsn() };
    await runDoctor({ tenant: 'de', mail: 'own@example.com' }, env);
    await runDoctor({ tenant: 'de', mail: 'asked@example.com', language: 'fr' }, env);
    expect(smtp.mailsTo('own@example.com')[0]?.mail.subject).toContain('ist Ihr Code');
    expect(smtp.mailsTo('asked@example.com')[0]?.mail.subject).toContain('est votre code');
    const { text, exitCode } = await runDoctor({ language: 'xx' }, env);
    expect(text).toContain('WRONG  --language: is not a shipped language');
    expect(exitCode).toBe(1);
  });

  it('sends an SMS by the route of its country', async () => {
    const env = await withTenants({ code: 'shop', sms: { dsn: 'outbox:', routes: { US: smsDsn() } } });
    const { text } = await runDoctor({ tenant: 'shop', sms: '+12015550123' }, env);
    expect(text).toContain(`ok     sms.routes.US: webhook+http://127.0.0.1:${http.port} answers`);
    expect(text).toContain('note   sms.dsn: outbox: sends nothing');
    expect(text).toContain(`ok     --sms: webhook+http://127.0.0.1:${http.port} accepted the message`);
  });

  it('checks every transport of a failover', async () => {
    const dsn = `failover(${smtp.dsn()} ${smtp.dsn('user:wrong')})`;
    const { text, exitCode } = await runDoctor({}, { MAIL_DSN: dsn });
    expect(text.match(/MAIL_DSN: smtp:/g)).toHaveLength(2);
    expect(text).toContain('answers, and accepts the credentials');
    expect(text).toContain('535');
    expect(exitCode).toBe(1);
  });

  it('logs in with XOAUTH2, and reports a revoked refresh token with a remedy and without a secret', async () => {
    const { dsn, endpoint, smtp: server, stop } = await startOAuth2Smtp();
    onTestFinished(stop);
    const name = `MAIL_DSN: smtp+oauth2://127.0.0.1:${server.port}`;
    const { text, exitCode } = await runDoctor({}, { MAIL_DSN: dsn });
    expect(text).toContain(`ok     ${name} answers, and accepts the credentials; EHLO says example.com`);
    expect(exitCode).toBe(0);
    const secrets = [...endpoint.refreshTokens, ...endpoint.issued];
    endpoint.refreshTokens.clear();
    const refused = await runDoctor({ mail: 'a@example.com' }, { MAIL_DSN: dsn });
    expect(refused.text).toContain(`WRONG  ${name}: the token endpoint refused the login: invalid_grant\n`);
    expect(refused.text).toMatch(/→ .*get a new refresh token\n/);
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(text + refused.text).not.toContain(secret);
  });

  it('connects without sending if no recipient is given', async () => {
    const before = [smtp.sink.received.length, http.received.length];
    const { exitCode } = await runDoctor({}, { MAIL_DSN: smtp.dsn(), SMS_DSN: smsDsn() });
    expect(exitCode).toBe(0);
    expect([smtp.sink.received.length, http.received.length]).toEqual(before);
  });

  it('notes old keys of the tenants file and what to write instead', async () => {
    const env = await withTenants({ code: 'shop', policy: { limits: { stepUp: { perIpHour: 5 } } } });
    const { text, exitCode } = await runDoctor({}, env);
    expect(text).toContain('note   tenants[1].policy.limits.stepUp.perIpHour: write perAddressHour instead');
    expect(exitCode).toBe(0);
  });

  it('notes that an outbox sends nothing, and that a channel is disabled', async () => {
    const { text, exitCode } = await runDoctor(
      { mail: 'a@example.com' },
      { MAIL_DSN: 'outbox:', SMS_DSN: '' },
    );
    expect(text).toContain('note   MAIL_DSN: outbox: sends nothing');
    expect(text).toContain('note   --mail: nothing was sent');
    expect(text).toContain(
      'note   SMS are switched off: there is no DSN\n         → set sms.dsn of the tenant or SMS_DSN',
    );
    expect(exitCode).toBe(0);
  });
});

describe('npm run doctor: faults and remedies', () => {
  const closedPort = async (): Promise<number> => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  };

  it.each<[string, () => Environment | Promise<Environment>, RegExp, RegExp]>([
    ['a wrong password', () => ({ MAIL_DSN: smtp.dsn('user:hunter2') }), /535/, /user or password is wrong/],
    [
      'a closed port',
      async () => ({ MAIL_DSN: smtp.dsn('user:hunter2', await closedPort()) }),
      /could not be reached: ECONNREFUSED/,
      /nothing listens there/,
    ],
    [
      'TLS to a server without TLS',
      () => ({ MAIL_DSN: `smtps://user:hunter2@127.0.0.1:${smtp.port}?from=a@b.example` }),
      /could not be reached/,
      /one side speaks TLS and the other does not/,
    ],
    [
      'an untrusted certificate',
      () => ({ MAIL_DSN: `smtp://user:hunter2@127.0.0.1:${smtp.port}?from=a@b.example&tls=required` }),
      /could not be reached/,
      /its certificate is not trusted/,
    ],
    [
      'a host without an address',
      () => ({ SMS_DSN: `webhook+https://sms.invalid/?secret=${SECRET}` }),
      /could not be reached/,
      /the host has no address/,
    ],
  ])('reports %s with a remedy', async (_fault, env, fault, remedy) => {
    const { text, exitCode } = await runDoctor({}, await env());
    expect(text).toMatch(new RegExp(`WRONG .*${fault.source}`));
    expect(text).toMatch(new RegExp(`→ .*${remedy.source}`));
    expect(text).toContain('1 thing is wrong.');
    expect(exitCode).toBe(1);
    expect(text).not.toMatch(/hunter2|whsec_/);
  });

  it('reports a refused message', async () => {
    const refusing = await startHttpSink((response) => response.writeHead(401).end());
    onTestFinished(() => refusing.stop());
    const dsn = `webhook+http://127.0.0.1:${refusing.port}/?secret=${SECRET}`;
    const { text, exitCode } = await runDoctor({ sms: '+8613800138000' }, { SMS_DSN: dsn });
    expect(text).toMatch(/WRONG {2}--sms: .*HTTP 401\n.*→ the server does not accept the credentials/);
    expect(exitCode).toBe(1);
  });

  it.each([
    [{ tenant: 'nobody' }, 'WRONG  --tenant: there is no tenant nobody\n         → use one of default'],
    [
      { mail: 'a@b.example, c@d.example' },
      'WRONG  --mail: is not one e-mail address\n         → write it as jane@example.com',
    ],
    [
      { sms: '12' },
      'WRONG  --sms: is not one phone number, with its calling code or as dialled in CN\n         → write it',
    ],
    [
      { sms: '+33612345678' },
      'WRONG  --sms: countries of the tenant does not list FR (France)\n         → add FR to countries',
    ],
  ])('reports invalid options: %j', async (options, message) => {
    const { text, exitCode } = await runDoctor(options, await withTenants());
    expect(text).toContain(message);
    expect(exitCode).toBe(1);
  });

  it('reports a test message to a disabled channel', async () => {
    const { text, exitCode } = await runDoctor({ mail: 'a@b.example' }, { MAIL_DSN: '' });
    expect(text).toContain('WRONG  --mail: is switched off');
    expect(exitCode).toBe(1);
  });

  it('reports every invalid setting without its value', async () => {
    const { text, exitCode } = await runDoctor({}, { PORT: 'hunter2', MAIL_DSN: 'smtp://user:hunter2@' });
    expect(text).toContain('WRONG  PORT: must be a whole number');
    expect(text).toContain('WRONG  MAIL_DSN: The DSN is not a URL');
    expect(text).toContain('2 things are wrong.');
    expect(text).not.toContain('hunter2');
    expect(exitCode).toBe(1);
  });

  it('reports invalid entries of the tenants file, including policies', async () => {
    const weak = { email: { length: 4 } };
    const first = await runDoctor(
      {},
      await withTenants({ code: 'a', sms: { dsn: 'nope://user:hunter2@x' } }),
    );
    expect(first.text).toMatch(/WRONG {2}tenants\[1\]\.sms\.dsn: "nope:" is no transport for sms/);
    expect(first.text).not.toContain('hunter2');
    const second = await runDoctor({}, await withTenants({ code: 'a', policy: weak }));
    expect(second.text).toMatch(/WRONG {2}tenants\[1\]\.policy: an account's code can be guessed/);
    expect([first.exitCode, second.exitCode]).toEqual([1, 1]);
  });

  it('reports a disabled tenant', async () => {
    const { text } = await runDoctor({ tenant: 'a' }, await withTenants({ code: 'a', enabled: false }));
    expect(text).toContain(
      'WRONG  the tenant a is disabled: its requests are answered like those of an unknown tenant\n         → set enabled: true',
    );
  });

  it('reports an unreachable Redis', async () => {
    const { text, exitCode } = await runDoctor({}, { REDIS_URL: `redis://127.0.0.1:${await closedPort()}` });
    expect(text).toMatch(/WRONG {2}Redis: connect ECONNREFUSED.*\n.*→ check host, port/);
    expect(exitCode).toBe(1);
  });

  it('notes an SMS vendor without a template for strong codes', async () => {
    const aliyun = `aliyun://key:hunter2@default?endpoint=http://127.0.0.1:${await closedPort()}&sign=x&template=SMS_1`;
    const bad = await runDoctor({}, { SMS_DSN: `failover(${aliyun}&strongtemplate=SMS_2 ${aliyun})` });
    expect(bad.text).toContain(
      'note   SMS_DSN: aliyun://default refuses the ten letters and digits that accounts under attack get: add strongtemplate',
    );
    expect(bad.text.match(/refuses the ten letters/g)).toHaveLength(1);
    expect(bad.text).not.toContain('hunter2');
    const good = await runDoctor({}, { SMS_DSN: `${aliyun}&strongtemplate=SMS_2` });
    expect(good.text).not.toContain('refuses the ten letters');
  });

  it('notes valid entries that are probably mistakes', async () => {
    const env = await withTenants({
      code: 'odd',
      countries: ['CN'],
      sms: { routes: { US: 'outbox:' } },
      templates: { login: { ru: { sms: `{code} ${'я'.repeat(70)}` } } },
      testRecipients: [{ match: '*@qa.example', code: '424242', until: '2020-01-01' }],
    });
    const { text, exitCode } = await runDoctor({ tenant: 'odd' }, env);
    expect(text).toContain('note   sms.routes.US is never used');
    expect(text).toContain(
      'note   templates.login.ru.sms: 2 SMS (UCS-2 because of “я”, 77 of 70 characters)',
    );
    expect(text).toContain('note   testRecipients[0] has expired');
    expect(exitCode).toBe(0);
  });
});
