import { type SmtpSink, startSmtpSink } from '@system-management/messaging/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../../support/app.js';
import { CODE } from '../../support/requests.js';
import { send } from '../../support/send.js';
import { type TenantsFile, writeTenantsFile } from '../../support/tenants-file.js';

/** Limits that this file does not reach. */
const UNLIMITED = { address: { messagesPerHour: 1000 }, stepUp: { perAddressHour: 1000 } };

describe('SEC-23: mails', () => {
  const BRANDS = [
    '<script>alert(1)</script><img src=x onerror=alert(1)>',
    '{{7*7}} ${7*7} {code} {brand} %s #{7*7}',
    'Bcc: evil@x.test%0d%0aX-Evil: 1',
    // The tenant file refuses a whole encoded word, =?utf-8?…?=: see tenant-file.spec.ts.
    '=_?utf-8?q?=0d=0aBcc:_evil=40x.test?=',
    '"><a href="https://evil.test">click</a>',
    `--boundary Content-Type: text/html`,
  ];
  let sink: SmtpSink;
  let tenants: TenantsFile;
  let app: TestApp;
  beforeAll(async () => {
    sink = await startSmtpSink();
    tenants = await writeTenantsFile({
      tenants: [
        { code: 'default', policy: { limits: UNLIMITED } },
        { code: 'replies', mail: { replyTo: 'Shop <support@shop.test>' }, policy: { limits: UNLIMITED } },
        ...BRANDS.map((name, i) => ({
          code: `t${i}`,
          brand: { name },
          policy: { limits: UNLIMITED },
        })),
      ],
    });
    const MAIL_DSN = `smtp://127.0.0.1:${sink.port}?from=no-reply@example.com`;
    app = await TestApp.start({ env: { ...tenants.env, MAIL_DSN } });
  });
  afterAll(async () => {
    await app.close();
    await sink.stop();
    await tenants.remove();
  });

  const LINES = [
    ...['auto-submitted', 'content-language', 'content-type', 'date', 'from', 'message-id', 'mime-version'],
    ...['subject', 'to', 'x-auto-response-suppress'],
  ];

  it.each(BRANDS.map((brand, i) => [brand, i] as const))(
    'show the brand %s literally, without a header or part from it',
    async (brand, i) => {
      const languages = ['en', 'zh-CN', 'ar'];
      for (const language of languages) {
        const before = sink.received.length;
        const { body } = await app.post(
          CAPTCHA,
          { use: 'login', type: 'email', account: `a-${i}-${language.toLowerCase()}@b.test` },
          { 'iThings-tenant-code': `t${i}`, 'Accept-Language': language },
        );
        expect(body.code).toBe(CODE.ok);
        const received = sink.received.slice(before);
        expect(received).toHaveLength(1);
        const { mail, raw, to } = received[0]!;
        expect([...mail.headers.keys()].sort()).toEqual(LINES);
        expect(mail.attachments).toEqual([]);
        expect(partsOf(raw)).toBe(2);
        expect(mail.text).toContain(brand);
        expect(String(mail.html)).toContain(escaped(brand));
        expect(String(mail.html)).not.toMatch(/<(script|img|a|iframe|form|link)\b/i);
        expect(mail.text).not.toMatch(/\b49\b/);
        expect(to).toHaveLength(1);
      }
    },
  );

  it('have the Reply-To address of the tenant in one header, and no other header from it', async () => {
    const account = 'replies@b.test';
    const headers = { 'iThings-tenant-code': 'replies', 'Reply-To': 'evil@x.test' };
    const { body } = await app.post(CAPTCHA, { use: 'login', type: 'email', account }, headers);
    expect(body.code).toBe(CODE.ok);
    const { mail, raw, to } = sink.received.at(-1)!;
    expect(mail.replyTo?.value).toEqual([{ name: 'Shop', address: 'support@shop.test' }]);
    expect([...mail.headers.keys()].sort()).toEqual([...LINES, 'reply-to'].sort());
    expect(raw).not.toContain('evil');
    expect(to).toEqual([account]);
  });

  const PAYLOADS = [
    '\r\nBcc: evil@x.test',
    '%0d%0aBcc:evil@x.test',
    '{{7*7}}',
    '${7*7}',
    '<script>alert(1)</script>',
    'en\nX-Evil: 1',
    '__proto__',
    '../../etc/passwd',
  ];

  it.each(['use', 'type', 'account', 'data', 'code', 'codeID'])(
    'are not sent for a payload in %s, and the response does not repeat it',
    async (field) => {
      const before = sink.received.length;
      for (const payload of PAYLOADS) {
        const body = { use: 'login', type: 'email', account: 'victim@b.test', [field]: payload };
        const response = await app.post(CAPTCHA, field === 'data' ? { ...body, account: undefined } : body);
        // A longer code may be the token of a vendor that the tenant has no longer: an image is issued instead.
        expect(response.status).toBe(field === 'code' && payload.length > 20 ? 403 : 400);
        expect(JSON.stringify(response.body)).not.toContain(payload);
      }
      expect(sink.received).toHaveLength(before);
    },
  );

  it.each([
    'iThings-tenant-code',
    'tenant-code',
    'Accept-Language',
    'iThings-project-id',
    'iThings-app-code',
    'iThings-user-role',
    'iThings-token',
    'X-Request-Id',
    'Host',
    'User-Agent',
    'Referer',
    'From',
    'Reply-To',
  ])('contain nothing of a payload in the header %s', async (header) => {
    const sendable = [
      ...PAYLOADS.filter((payload) => !/[\r\n]/.test(payload)),
      '"><b>evil.test',
      'evil.test',
      // By contract a valid request id is returned.
    ].filter((payload) => header !== 'X-Request-Id' || !/^[\w.:-]+$/.test(payload));
    for (const [n, payload] of sendable.entries()) {
      const before = sink.received.length;
      const account = `h${n}-${header.toLowerCase()}@b.test`;
      const body = JSON.stringify({ use: 'login', type: 'email', account });
      const { status, headers, text } = await send(app.url + CAPTCHA, body, { [header]: payload });
      expect([200, 400]).toContain(status);
      expect(JSON.stringify([...headers]) + text).not.toContain(payload);
      for (const { raw, mail } of sink.received.slice(before)) {
        expect([...mail.headers.keys()].sort()).toEqual(LINES);
        expect(raw).not.toContain(payload);
        expect(`${mail.text}${String(mail.html)}`).not.toContain(payload);
        expect(raw).not.toContain('evil');
      }
      if (!header.toLowerCase().endsWith('tenant-code')) expect(sink.received).toHaveLength(before + 1);
    }
  });
});

/** The number of MIME parts of a mail. */
function partsOf(raw: string): number {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1];
  return boundary === undefined ? 1 : raw.split(`--${boundary}\r\n`).length - 1;
}

const escaped = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!,
  );
