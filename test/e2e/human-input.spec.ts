import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp, UNLIMITED } from '../support/app.js';
import { PasswordsModule } from '../support/example/passwords.module.js';
import { CODE, type IssueData } from '../support/requests.js';

const VERIFY = `${CAPTCHA}/verify`;
const RESET = '/api/v1/system/example/passwords/reset';

/** Ways in which a code arrives: copied from a message, dictated, or typed on a keyboard of another script. */
const CODES: readonly (readonly [string, (code: string) => string])[] = [
  ['a line feed behind', (code) => `${code}\n`],
  ['a line break behind', (code) => `${code}\r\n`],
  ['a tab behind', (code) => `${code}\t`],
  ['a thin space inside', (code) => `${code.slice(0, 3)}\u2009${code.slice(3)}`],
  ['a line break inside', (code) => `${code.slice(0, 3)}\n${code.slice(3)}`],
  ['a right-to-left mark before', (code) => `\u200f${code}`],
  ['a right-to-left embedding before', (code) => `\u202b${code}`],
  ['a right-to-left isolate around', (code) => `\u2067${code}\u2069`],
  ['a variation selector behind', (code) => `${code}\ufe0f`],
  ['a soft hyphen behind', (code) => `${code}\u00ad`],
  ['a zero-width space inside', (code) => `${code.slice(0, 3)}\u200b${code.slice(3)}`],
  ['a byte order mark before', (code) => `\ufeff${code}`],
  ['an en dash inside', (code) => `${code.slice(0, 3)}\u2013${code.slice(3)}`],
  ...(
    [
      ['Arabic', 0x0660],
      ['Persian', 0x06f0],
      ['Bengali', 0x09e6],
      ['Thai', 0x0e50],
      ['Khmer', 0x17e0],
      ['Burmese', 0x1040],
      ['Tibetan', 0x0f20],
      ['full-width', 0xff10],
      ['mathematical bold', 0x1d7ce],
    ] as const
  ).map(([script, zero]) => {
    const typed = (code: string): string =>
      code.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
    return [`${script} digits`, typed] as const;
  }),
];

describe('POST …/captcha and …/verify with what people type and paste', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED, imports: [PasswordsModule] });
  });
  afterAll(() => app.close());

  const issue = async (request: object): Promise<{ readonly codeID: string; readonly code: string }> => {
    const { body } = await app.post<IssueData>(CAPTCHA, request);
    expect(body.code, body.msg).toBe(CODE.ok);
    const { codeID } = body.data;
    return { codeID, code: (await app.delivered(codeID)).code };
  };
  let people = 0;
  const newMail = (use = 'login') => ({ use, type: 'email', account: `person${people++}@example.com` });

  describe('as a code', () => {
    it.each(CODES)('is right with %s, for an e-mail', async (_, typed) => {
      const request = newMail();
      const { codeID, code } = await issue(request);
      const { body } = await app.post(VERIFY, { ...request, codeID, code: typed(code) });
      expect(body.code).toBe(CODE.ok);
    });

    it.each(CODES)('is right with %s, for an image before an e-mail', async (_, typed) => {
      const { codeID, code } = await issue({ use: 'login', type: 'image' });
      // A wrong answer would get another image.
      const { body } = await app.post(CAPTCHA, { ...newMail(), codeID, code: typed(code) });
      expect(body.code).toBe(CODE.ok);
    });

    it.each(CODES)('is right with %s, on a route with @RequireCaptcha()', async (_, typed) => {
      const { account, type, use } = newMail('forgetPwd');
      const { codeID, code } = await issue({ account, type, use });
      const { body } = await app.post(RESET, {
        password: 'correct horse',
        type,
        account,
        codeID,
        code: typed(code),
      });
      expect(body.code).toBe(CODE.ok);
    });

    it.each(['\u200f\u200b', ' \n ', '\ufe0f', '---'])(
      'is missing when nothing is left of it: %j',
      async (code) => {
        const request = newMail();
        const { codeID } = await issue(request);
        const { body } = await app.post(VERIFY, { ...request, codeID, code });
        expect(body).toMatchObject({
          code: CODE.parameter,
          data: { errors: [{ field: 'code', rule: 'isNotEmpty' }] },
        });
      },
    );
  });

  describe('as an e-mail address', () => {
    it.each([
      ['jane@example.com ', 'jane@example.com'],
      [' jane@example.com', 'jane@example.com'],
      ['\u00a0jane@example.com\u3000', 'jane@example.com'],
      ['jane@example.com\u200b', 'jane@example.com'],
      ['jane@\u200bexample.com', 'jane@example.com'],
      ['jane@example.com\r\n', 'jane@example.com'],
      ['\tjane@example.com\u2028', 'jane@example.com'],
      ['\u202djane@example.com\u202c', 'jane@example.com'],
      ['\u2068jane@example.com\u2069', 'jane@example.com'],
      ['\ufeffjane@example.com', 'jane@example.com'],
      ['x@bücher.example', 'x@xn--bcher-kva.example'],
      ['x@BÜCHER.example', 'x@xn--bcher-kva.example'],
      ['x@例え.テスト', 'x@xn--r8jz45g.xn--zckzah'],
    ])('%j is taken, and its identity is %s', async (account, identity) => {
      const request = { use: 'login', type: 'email', account };
      const { codeID, code } = await issue(request);
      // Verified in the other spelling: both are one account.
      const { body } = await app.post(VERIFY, { ...request, account: identity, codeID, code });
      expect(body.code).toBe(CODE.ok);
      expect(decodeJwt(String(body.data['ticket'])).sub).toBe(identity);
    });

    it('compares `data` and `account` without what a person cannot see', async () => {
      const same = { account: ' jane@example.com\n', data: '\u200fjane@example.com' };
      const { body } = await app.post(CAPTCHA, { use: 'login', type: 'email', ...same });
      expect(body.code).toBe(CODE.ok);
    });

    it.each(['\u200b', ' ', '\n\t', '\u202d\u202c'])(
      'is missing when nothing is left of it: %j',
      async (account) => {
        const mail = await app.post(CAPTCHA, { use: 'login', type: 'email', account });
        expect(mail.body).toMatchObject({
          code: CODE.parameter,
          data: { errors: [{ field: 'account', rule: 'isNotEmpty' }] },
        });
        const legacy = await app.post<IssueData>(CAPTCHA, { use: 'login', type: 'sms', account });
        expect(legacy.body.data.url).toMatch(/^data:image\/png/);
      },
    );

    it.each([
      'jané@example.com',
      'j ane@example.com',
      'a@b.com\nc@d.com',
      'a@b.com\u2028c@d.com',
      'jane@exаmple.com',
    ])('%j is refused: what is left is not one address', async (account) => {
      const { body } = await app.post(CAPTCHA, { use: 'login', type: 'email', account });
      expect(body.code).toBe(CODE.parameter);
    });
  });

  describe('as null in an optional field', () => {
    const ABSENT = { account: null, data: null, code: null, codeID: null, presentation: null };

    it('is the same as leaving the field out, for an image', async () => {
      const { body } = await app.post<IssueData>(CAPTCHA, { use: 'login', type: 'image', ...ABSENT });
      expect(body.data.url).toMatch(/^data:image\/png/);
    });

    it.each(['account', 'data'])('is the same as leaving the field out, beside %s', async (field) => {
      const { account, ...request } = newMail();
      const { body } = await app.post(CAPTCHA, { ...request, ...ABSENT, [field]: account });
      expect(body.code).toBe(CODE.ok);
    });

    it('is an image for the legacy type sms', async () => {
      const { body } = await app.post<IssueData>(CAPTCHA, { use: 'login', type: 'sms', ...ABSENT });
      expect(body.data.url).toMatch(/^data:image\/png/);
    });

    it('is a missing account for an e-mail, and a missing code without its codeID', async () => {
      const noAccount = await app.post(CAPTCHA, { use: 'login', type: 'email', ...ABSENT });
      expect(noAccount.body).toMatchObject({ data: { errors: [{ field: 'account', rule: 'isNotEmpty' }] } });
      const half = await app.post(CAPTCHA, { ...newMail(), code: 'ACDEFH', codeID: null });
      expect(half.body).toMatchObject({ code: CODE.parameter, data: { errors: [{ field: 'code' }] } });
    });

    it('is absent on a route with @RequireCaptcha(), also as type and ticket', async () => {
      const { account, ...request } = newMail('forgetPwd');
      const { codeID, code } = await issue({ account, ...request });
      const typed = { password: 'correct horse', account, codeID, code, ticket: null, data: null };
      const { body } = await app.post(RESET, { ...typed, type: request.type });
      expect(body.code).toBe(CODE.ok);
    });
  });

  describe('as an account of another JSON type', () => {
    it.each(
      ['email', 'phone', 'sms'].flatMap((type) => [0, false, 1, true, {}, []].map((value) => [type, value])),
    )('is refused for %s: %j', async (type, value) => {
      for (const field of ['account', 'data']) {
        const { body } = await app.post(CAPTCHA, { use: 'login', type, [field]: value });
        expect(body).toMatchObject({ code: CODE.parameter, data: { errors: [{ field, rule: 'isString' }] } });
      }
    });

    it('is ignored for an image', async () => {
      const { body } = await app.post(CAPTCHA, { use: 'login', type: 'image', account: 0, data: {} });
      expect(body.code).toBe(CODE.ok);
    });
  });
});
