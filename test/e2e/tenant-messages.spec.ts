import { writeFile } from 'node:fs/promises';
import {
  type HttpSink,
  type SmtpSink,
  startHttpSink,
  startSmtpSink,
} from '@system-management/messaging/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TenantRegistry } from '../../src/tenants/tenant.registry.js';
import { type TenantsFile, writeTenantsFile } from '../support/tenants-file.js';
import { CAPTCHA, TestApp } from '../support/app.js';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const UNLIMITED = {
  policy: {
    limits: { recipient: { gap: 0, perHour: 1000 }, stepUp: { perAccountHour: 1000, perAddressHour: 1000 } },
  },
};

describe('TenantRegistry: messages of a tenant', () => {
  let smtp: SmtpSink;
  let http: HttpSink;
  let tenants: TenantsFile;
  let app: TestApp;
  beforeAll(async () => {
    [smtp, http, tenants] = await Promise.all([
      startSmtpSink(),
      startHttpSink(),
      writeTenantsFile({ tenants: [{ code: 'default' }] }),
    ]);
    app = await TestApp.start({
      env: {
        ...tenants.env,
        MAIL_DSN: `smtp://127.0.0.1:${smtp.port}?from=a@b.example`,
        SMS_DSN: dsn('default'),
      },
    });
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([smtp.stop(), http.stop(), tenants.remove()]);
  });

  const dsn = (path: string): string => `webhook+http://127.0.0.1:${http.port}/${path}?secret=${SECRET}`;
  const edit = async (tenant: object): Promise<void> => {
    await writeFile(
      tenants.env.TENANTS_FILE,
      JSON.stringify({ tenants: [{ code: 'default', ...UNLIMITED, ...tenant }] }),
    );
    await app.nest.get(TenantRegistry).reload();
  };
  const smsTo = async (account: string) => {
    expect((await app.post(CAPTCHA, { use: 'login', type: 'phone', account })).body.code).toBe(0);
    const { url, body } = http.received.at(-1) ?? { url: '', body: '{}' };
    return { url, ...(JSON.parse(body) as { data: { text: string; code: string } }).data };
  };
  const mailTo = async (account: string) => {
    expect((await app.post(CAPTCHA, { use: 'login', type: 'email', account })).body.code).toBe(0);
    const found = smtp.received.find(({ to }) => to.includes(account));
    if (!found) throw new Error('no mail');
    return found;
  };

  it('sends by the route of the country, and by the new route after an edit', async () => {
    await edit({ sms: { routes: { US: dsn('us') } } });
    expect((await smsTo('+12015550123')).url).toBe('/us');
    expect((await smsTo('+8613800138000')).url).toBe('/default');
    await edit({ sms: { routes: { US: dsn('usa') } } });
    expect((await smsTo('+12015550123')).url).toBe('/usa');
  });

  it('renders the tenant’s template, and the new template after an edit', async () => {
    const own = (sms: string) => ({ templates: { login: { en: { sms } } } });
    await edit(own('One {code}'));
    const first = await smsTo('+8613800138000');
    expect(first.text).toBe(`One ${first.code}`);
    await edit(own('Two {code}'));
    const second = await smsTo('+8613800138000');
    expect(second.text).toBe(`Two ${second.code}`);
    // An invalid template (no {code}) keeps the previous file.
    await edit(own('Three'));
    expect((await smsTo('+8613800138000')).text).toMatch(/^Two /);
  });

  // SEC-23
  it.each(['{{7*7}}', '${7*7}', '<script>alert(1)</script>', '%0d%0aBcc: evil@evil.test'])(
    'treats the brand name as literal text in every part of the received mail: %s',
    async (name) => {
      const account = `${Buffer.from(name).toString('hex').slice(0, 40)}@example.com`;
      await edit({ brand: { name } });
      const { mail, to } = await mailTo(account);
      expect(mail.subject).toMatch(/^\d{6} is your /);
      expect(mail.subject).toContain(name);
      expect(mail.text).toContain(name);
      expect(mail.html).toContain(name.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
      expect(mail.html).not.toContain('<script');
      expect(to).toEqual([account]);
      expect([...mail.headers.keys()].filter((header) => /bcc|evil/.test(header))).toEqual([]);
      expect(mail.attachments).toEqual([]);
    },
  );

  // SEC-23
  it.each([
    { brand: { name: 'Acme\r\nBcc: evil@evil.test' } },
    { name: 'Acme\nBcc: evil@evil.test' },
    { templates: { login: { en: { subject: '{code}\r\nBcc: evil@evil.test' } } } },
    { mail: { from: 'Acme\r\nBcc: evil@evil.test <a@b.example>' } },
    { mail: { replyTo: 'Acme\r\nBcc: evil@evil.test <a@b.example>' } },
    { brand: { name: '=?utf-8?q?=0d=0aBcc:_evil?=' } },
    { sms: { sign: 'Acme\r\n' } },
  ])('refuses a configuration with a line break in a header: %j', async (tenant) => {
    const before = app.nest.get(TenantRegistry).find('default');
    await edit(tenant);
    expect(app.nest.get(TenantRegistry).find('default')).toBe(before);
  });
});
