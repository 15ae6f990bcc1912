import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';
import { decodePngUri } from '../support/browser/png.js';

interface Issued {
  readonly codeID: string;
  readonly url: string;
  readonly expire: number;
  readonly sentTo?: string;
}

describe('POST …/captcha', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  describe.each([CAPTCHA, '/api/v1/system/user/self/captcha'])('at %s', (path) => {
    it('returns an image captcha as a PNG data URI of 240×80 pixels', async () => {
      const { status, body } = await app.post<Issued>(path, { use: 'login', type: 'image' });
      expect(status).toBe(200);
      expect(body).toEqual({
        code: 0,
        msg: 'success',
        data: {
          codeID: expect.stringMatching(/^[\w-]{20}$/) as string,
          url: expect.stringMatching(/^data:image\/png;base64,/) as string,
          expire: 180,
          codeLength: 6,
          codeAlphabet: 'letters',
        },
      });
      expect(decodePngUri(body.data.url)).toMatchObject({ width: 240, height: 80 });
    });

    it('e-mails a code to the address as given, with the code first in the subject', async () => {
      const { body } = await app.post<Issued>(path, {
        use: 'login',
        type: 'email',
        account: 'Jane.Doe@Example.com',
      });
      expect(body.data).toEqual({
        codeID: expect.any(String) as string,
        url: '',
        expire: 180,
        resendAfter: 0,
        codeLength: 6,
        codeAlphabet: 'digits',
        sentTo: 'J***@E***.com',
      });
      const mail = await app.delivered(body.data.codeID);
      expect(mail).toMatchObject({
        type: 'email',
        use: 'login',
        tenant: 'default',
        account: 'Jane.Doe@Example.com',
      });
      expect(mail.code).toMatch(/^\d{6}$/);
      expect(mail.subject.startsWith(mail.code)).toBe(true);
      expect(mail.text).toContain(mail.code);
      expect(mail.html).toContain(mail.code);
    });

    it('sends a code by SMS to a number in national format', async () => {
      const { body } = await app.post<Issued>(path, {
        use: 'register',
        type: 'phone',
        account: '138 0013-8000',
      });
      expect(body.data).toMatchObject({ url: '', expire: 180, sentTo: '+86*******00' });
      const sms = await app.delivered(body.data.codeID);
      expect(sms).toMatchObject({ type: 'phone', account: '+8613800138000', subject: '', html: '' });
      expect(sms.text).toContain(sms.code);
    });
  });

  describe('with presentation audio', () => {
    const spoken = { use: 'login', type: 'image', presentation: 'audio' };

    it('returns an image captcha as a WAV data URI of 3 to 10 seconds, with the same lifetime', async () => {
      const { status, body } = await app.post<Issued>(CAPTCHA, spoken);
      expect({ status, code: body.code, expire: body.data.expire }).toEqual({
        status: 200,
        code: 0,
        expire: 180,
      });
      const [head, bytes] = body.data.url.split(',');
      expect(head).toBe('data:audio/wav;base64');
      const seconds = (Buffer.from(bytes!, 'base64').length - 44) / 8000;
      expect(seconds).toBeGreaterThan(3);
      expect(seconds).toBeLessThan(10);
      expect(await app.delivered(body.data.codeID)).toMatchObject({
        type: 'image',
        account: '',
        code: expect.stringMatching(/^\d{6}$/) as string,
      });
    });

    it('returns speech in the language of the request', async () => {
      const { body } = await app.post<Issued>(CAPTCHA, spoken, { 'Accept-Language': 'zh-CN' });
      expect((await app.delivered(body.data.codeID)).language).toBe('zh-CN');
    });

    it('returns speech for the legacy type sms without an account', async () => {
      const { body } = await app.post<Issued>(CAPTCHA, { ...spoken, type: 'sms', data: '' });
      expect(body.data.url).toMatch(/^data:audio\/wav/);
    });

    it('ignores the presentation of a code that is sent', async () => {
      const mail = { ...spoken, type: 'email', account: 'ears@example.com' };
      const { body } = await app.post<Issued>(CAPTCHA, mail);
      expect(body.data).toMatchObject({ url: '', sentTo: 'e***@e***.com' });
    });
  });

  it('returns a PNG for presentation image', async () => {
    const { body } = await app.post<Issued>(CAPTCHA, { use: 'login', type: 'image', presentation: 'image' });
    expect(body.data.url).toMatch(/^data:image\/png/);
  });

  it('lists the presentations in the language of the caller when it refuses one', async () => {
    const request = { use: 'login', type: 'image', presentation: 'video' };
    const { body } = await app.post<{ errors: object[] }>(CAPTCHA, request, { 'Accept-Language': 'zh-CN' });
    expect(body.data.errors).toEqual([
      { field: 'presentation', rule: 'isIn', message: 'presentation 字段必须是以下之一：image, audio, pow' },
    ]);
  });

  it('returns an image for the legacy type sms with empty data', async () => {
    const { body } = await app.post<Issued>(CAPTCHA, { type: 'sms', data: '', use: 'login' });
    expect(body.code).toBe(0);
    expect(body.data.url).toMatch(/^data:image\/png/);
  });

  it('treats the legacy type sms with an account as type phone', async () => {
    const { body } = await app.post<Issued>(CAPTCHA, { type: 'sms', data: '13800138001', use: 'login' });
    expect(body.data).toMatchObject({ url: '', sentTo: '+86*******01' });
  });

  it('accepts data as an alias of account', async () => {
    const { body } = await app.post<Issued>(CAPTCHA, {
      use: 'login',
      type: 'email',
      data: 'only-data@example.com',
    });
    expect((await app.delivered(body.data.codeID)).account).toBe('only-data@example.com');
  });

  it('accepts account and data with equal values', async () => {
    const same = { account: 'a@example.com', data: 'a@example.com' };
    expect((await app.post(CAPTCHA, { use: 'login', type: 'email', ...same })).body.code).toBe(0);
  });

  it('ignores the account of an image and unknown fields', async () => {
    const body = { use: 'login', type: 'image', account: 'anything at all', extra: { deep: [1] } };
    expect((await app.post(CAPTCHA, body)).body.code).toBe(0);
  });

  it('never returns the code', async () => {
    const { body } = await app.post<Issued>(CAPTCHA, {
      use: 'login',
      type: 'email',
      account: 'quiet@example.com',
    });
    const { code } = await app.delivered(body.data.codeID);
    expect(JSON.stringify(body)).not.toContain(code);
  });

  it('lists the code of an image in the outbox', async () => {
    const { body } = await app.post<Issued>(CAPTCHA, { use: 'login', type: 'image' });
    expect(await app.delivered(body.data.codeID)).toMatchObject({
      type: 'image',
      account: '',
      code: expect.stringMatching(/^[ACDEFHKMNPRTUWXY369]{6}$/) as string,
    });
  });

  it.each([
    ['no use', { type: 'image' }, 'use', 'isNotEmpty'],
    ['an empty use', { use: '', type: 'image' }, 'use', 'isNotEmpty'],
    ['a use that is no string', { use: ['login'], type: 'image' }, 'use', 'isString'],
    ['an unknown use', { use: 'nonsense', type: 'image' }, 'use', 'isPurpose'],
    ['a use named like a property', { use: 'constructor', type: 'image' }, 'use', 'isPurpose'],
    ['the use __proto__', { use: '__proto__', type: 'image' }, 'use', 'isPurpose'],
    ['a use with a control character', { use: 'log\u0000in', type: 'image' }, 'use', 'isText'],
    ['a use that is too long', { use: 'x'.repeat(33), type: 'image' }, 'use', 'maxLength'],
    ['no type', { use: 'login' }, 'type', 'isNotEmpty'],
    ['an unknown type', { use: 'login', type: 'none' }, 'type', 'isIn'],
    ['a type that is no string', { use: 'login', type: ['image'] }, 'type', 'isString'],
    ['an unknown presentation', { use: 'login', type: 'image', presentation: 'x' }, 'presentation', 'isIn'],
    ['an empty presentation', { use: 'login', type: 'image', presentation: '' }, 'presentation', 'isIn'],
    [
      'a presentation that is no string',
      { use: 'login', type: 'image', presentation: ['audio'] },
      'presentation',
      'isString',
    ],
    ['no account for email', { use: 'login', type: 'email' }, 'account', 'isNotEmpty'],
    ['an empty account for phone', { use: 'login', type: 'phone', account: '' }, 'account', 'isNotEmpty'],
    ['a null account', { use: 'login', type: 'email', account: null }, 'account', 'isNotEmpty'],
    ['an account list', { use: 'login', type: 'email', account: ['a@example.com'] }, 'account', 'isString'],
    ['a numeric account', { use: 'login', type: 'phone', account: 13800138000 }, 'account', 'isString'],
    [
      'two addresses',
      { use: 'login', type: 'email', account: 'a@example.com,b@example.com' },
      'account',
      'isEmail',
    ],
    [
      'an address with CRLF',
      { use: 'login', type: 'email', account: 'a@example.com\r\nBcc: b@c.com' },
      'account',
      'isText',
    ],
    [
      'a mail address for phone',
      { use: 'login', type: 'phone', account: 'a@example.com' },
      'account',
      'isPhone',
    ],
    [
      'an unknown calling code',
      { use: 'login', type: 'phone', account: '+999123456789' },
      'account',
      'isPhone',
    ],
    [
      'data that contradicts account',
      { use: 'login', type: 'email', account: 'a@b.com', data: 'c@d.com' },
      'data',
      'isEqualTo',
    ],
    ['a code without codeID', { use: 'login', type: 'image', code: 'ACDEFH' }, 'code', 'isRequiredWith'],
    [
      'a codeID without code',
      { use: 'login', type: 'image', codeID: 'Y1goJMD3qvs6jZ63QUXN' },
      'codeID',
      'isRequiredWith',
    ],
    [
      'a malformed codeID',
      { use: 'login', type: 'image', code: 'ACDEFH', codeID: 'x' },
      'codeID',
      'isCodeId',
    ],
  ])('refuses %s and sends nothing', async (_, request, field, rule) => {
    const before = await app.fetch('/outbox/messages');
    const { status, body } = await app.post<{ errors: object[] }>(CAPTCHA, request);
    expect(status).toBe(400);
    expect(body.code).toBe(100006);
    expect(body.data.errors).toContainEqual({
      field,
      rule,
      message: expect.stringMatching(/^[^{}]+\.$/) as string,
    });
    expect((await app.fetch('/outbox/messages')).body).toEqual(before.body);
  });

  it('reports all errors of a request at once, in the order of the fields', async () => {
    const { body } = await app.post<{ errors: { field: string }[] }>(CAPTCHA, { type: 1, code: 2 });
    expect(body.data.errors.map(({ field }) => field)).toEqual(['use', 'type', 'code']);
  });

  it.each(['[]', '"text"', '1', 'null', 'true'])(
    'refuses the body %s, which is not a JSON object',
    async (text) => {
      const { status, body } = await app.fetch<{ errors: object[] }>(CAPTCHA, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: text,
      });
      expect(status).toBe(400);
      expect(body.data.errors).toMatchObject([{ field: 'body', rule: 'isJsonObject' }]);
    },
  );

  it('refuses SMS to a country outside the tenant’s list with 403', async () => {
    const { status, body } = await app.post(CAPTCHA, {
      use: 'login',
      type: 'phone',
      account: '+4915112345678',
    });
    expect({ status, code: body.code }).toEqual({ status: 403, code: 100021 });
  });
});
