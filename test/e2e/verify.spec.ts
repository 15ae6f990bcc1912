import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';

const VERIFY = `${CAPTCHA}/verify`;
const WRONG = {
  code: 1000005,
  msg: 'That code is wrong or has expired. Check it and try again, or ask for a new code.',
};

describe('POST …/captcha/verify', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  /** Issues a code, reads it from the outbox, and returns the body of a correct verify request. */
  const issue = async (request: Record<string, string>, headers?: Record<string, string>) => {
    const { body } = await app.post<{ codeID: string }>(CAPTCHA, request, headers);
    const { code } = await app.delivered(body.data.codeID);
    return { ...request, codeID: body.data.codeID, code };
  };
  const other = (code: string): string => (code.startsWith('1') ? '2' : '1') + code.slice(1);

  describe.each([
    ['image', { use: 'login', type: 'image' }],
    ['image', { use: 'login', type: 'image', presentation: 'audio' }],
    ['email', { use: 'login', type: 'email', account: 'jane@example.com' }],
    ['phone', { use: 'login', type: 'phone', account: '+86 138 0013 8000' }],
  ])('for %s %j', (type, request) => {
    it('returns a ticket for the right code, signed with a published key', async () => {
      const right = await issue(request);
      const { status, body } = await app.post<{ ticket: string; expire: number }>(VERIFY, right);
      expect(status).toBe(200);
      expect(body).toMatchObject({ code: 0, msg: 'success', data: { expire: 300 } });
      const keys = createRemoteJWKSet(new URL(`${app.url}/.well-known/jwks.json`));
      const { payload } = await jwtVerify(body.data.ticket, keys, {
        issuer: 'system-management',
        audience: 'default',
        algorithms: ['ES256'],
      });
      expect(payload).toMatchObject({ use: 'login', type, jti: right.codeID });
      expect(payload.exp! - payload.iat!).toBe(300);
      const canonical = { image: undefined, email: 'jane@example.com', phone: '+8613800138000' }[type];
      expect(payload.sub).toBe(canonical);
    });

    it('accepts a code once', async () => {
      const right = await issue(request);
      expect((await app.post(VERIFY, right)).body.code).toBe(0);
      expect((await app.post(VERIFY, right)).body).toEqual(WRONG);
    });

    it('refuses the right code for another purpose', async () => {
      const right = await issue(request);
      expect((await app.post(VERIFY, { ...right, use: 'register' })).body).toEqual(WRONG);
    });

    it('refuses the right code for another tenant', async () => {
      const right = await issue(request);
      expect((await app.post(VERIFY, right, { 'iThings-tenant-code': 'demo' })).body).toMatchObject({
        code: 1000005,
      });
    });

    it('refuses the right code under another codeID', async () => {
      const [first, second] = [await issue(request), await issue(request)];
      if (first.code === second.code) return;
      expect((await app.post(VERIFY, { ...first, codeID: second.codeID })).body).toEqual(WRONG);
    });
  });

  it('refuses the right code for another account', async () => {
    const right = await issue({ use: 'login', type: 'email', account: 'jane@example.com' });
    expect((await app.post(VERIFY, { ...right, account: 'joan@example.com' })).body).toEqual(WRONG);
  });

  it('accepts another notation of the same account', async () => {
    const right = await issue({ use: 'login', type: 'phone', account: '13800138000' });
    expect((await app.post(VERIFY, { ...right, account: '+86 (138) 0013-8000' })).body.code).toBe(0);
  });

  it('refuses the right code after five wrong answers to a sent code', async () => {
    const right = await issue({ use: 'login', type: 'email', account: 'five@example.com' });
    for (let i = 0; i < 5; i++) {
      expect((await app.post(VERIFY, { ...right, code: other(right.code) })).body).toEqual(WRONG);
    }
    expect((await app.post(VERIFY, right)).body).toEqual(WRONG);
  });

  it('refuses the right code after one wrong answer to an image', async () => {
    const right = await issue({ use: 'login', type: 'image' });
    expect(
      (await app.post(VERIFY, { ...right, code: right.code === 'ACDEFH' ? 'ACDEFK' : 'ACDEFH' })).body,
    ).toEqual(WRONG);
    expect((await app.post(VERIFY, right)).body).toEqual(WRONG);
  });

  it('refuses the right code after one wrong answer to a spoken image', async () => {
    const right = await issue({ use: 'login', type: 'image', presentation: 'audio' });
    expect((await app.post(VERIFY, { ...right, code: other(right.code) })).body).toEqual(WRONG);
    expect((await app.post(VERIFY, right)).body).toEqual(WRONG);
  });

  it('answers digits for a picture and letters for speech as wrong codes, which hides the presentation', async () => {
    const picture = await issue({ use: 'login', type: 'image' });
    const speech = await issue({ use: 'login', type: 'image', presentation: 'audio' });
    const unknown = 'AAAAAAAAAAAAAAAAAAAA';
    for (const codeID of [picture.codeID, speech.codeID, unknown]) {
      for (const code of ['012580', 'KKKKKK'])
        expect((await app.post(VERIFY, { use: 'login', type: 'image', codeID, code })).body).toEqual(WRONG);
    }
  });

  it('accepts the answer to a spoken image in Arabic-Indic digits', async () => {
    const right = await issue({ use: 'login', type: 'image', presentation: 'audio' });
    const arabic = right.code.replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)));
    expect(
      (await app.post(VERIFY, { ...right, code: `${arabic.slice(0, 3)} ${arabic.slice(3)}` })).body.code,
    ).toBe(0);
  });

  it('returns byte-identical bodies for a wrong code and an unknown codeID', async () => {
    const right = await issue({ use: 'login', type: 'email', account: 'alike@example.com' });
    const wrong = await app.post(VERIFY, { ...right, code: other(right.code) });
    const unknown = await app.post(VERIFY, { ...right, codeID: 'AAAAAAAAAAAAAAAAAAAA' });
    expect(JSON.stringify(unknown.body)).toBe(JSON.stringify(wrong.body));
    expect(unknown.status).toBe(wrong.status);
  });

  it('accepts a code with spaces, dashes, Arabic-Indic and full-width digits', async () => {
    const right = await issue({ use: 'login', type: 'email', account: 'typed@example.com' });
    const [a, b] = [right.code.slice(0, 3), right.code.slice(3)];
    const arabic = a.replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)));
    const fullWidth = b.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
    expect((await app.post(VERIFY, { ...right, code: ` ${arabic} - ${fullWidth} ` })).body.code).toBe(0);
  });

  it('accepts the answer to an image in lowercase', async () => {
    const right = await issue({ use: 'login', type: 'image' });
    expect((await app.post(VERIFY, { ...right, code: right.code.toLowerCase() })).body.code).toBe(0);
  });

  describe('validation', () => {
    let right: Record<string, string>;
    beforeEach(async () => {
      right = await issue({ use: 'login', type: 'image' });
    });
    it.each([
      ['an empty code', { code: '' }, 'code', 'isNotEmpty'],
      ['a missing code', { code: undefined }, 'code', 'isNotEmpty'],
      ['a null code', { code: null }, 'code', 'isNotEmpty'],
      ['a code list', { code: ['ACDEFH'] }, 'code', 'isString'],
      ['a code object', { code: { $ne: '' } }, 'code', 'isString'],
      ['a numeric code', { code: 346793 }, 'code', 'isString'],
      ['a code that is too short', { code: 'ACDEF' }, 'code', 'isCode'],
      ['a code that is too long', { code: 'ACDEFHK' }, 'code', 'isCode'],
      ['a code of another alphabet', { code: 'ACDEFB' }, 'code', 'isCode'],
      ['a code of spaces', { code: '      ' }, 'code', 'isNotEmpty'],
      ['a code with NUL', { code: 'ACDEF\u0000' }, 'code', 'isText'],
      ['a code longer than any', { code: 'A'.repeat(65) }, 'code', 'isCode'],
      ['an endless code', { code: 'A'.repeat(6145) }, 'code', 'maxLength'],
      ['a missing codeID', { codeID: undefined }, 'codeID', 'isNotEmpty'],
      ['a malformed codeID', { codeID: '../../etc/passwd' }, 'codeID', 'isCodeId'],
      ['a codeID list', { codeID: ['AAAAAAAAAAAAAAAAAAAA'] }, 'codeID', 'isString'],
      ['an unknown use', { use: 'nonsense' }, 'use', 'isPurpose'],
    ])('refuses %s without counting an attempt', async (_, change, field, rule) => {
      const { status, body } = await app.post<{ errors: object[] }>(VERIFY, { ...right, ...change });
      expect(status).toBe(400);
      expect(body.code).toBe(100006);
      expect(body.data.errors).toMatchObject([{ field, rule }]);
      expect((await app.post(VERIFY, right)).body.code).toBe(0);
    });
  });

  describe('with the answer as the step-up of POST …/captcha', () => {
    const request = { use: 'login', type: 'email', account: 'step@example.com' };

    it('consumes the answer to an image of the same purpose', async () => {
      const { codeID, code } = await issue({ use: 'login', type: 'image' });
      expect((await app.post(CAPTCHA, { ...request, codeID, code })).body.code).toBe(0);
      const again = await app.post<{ reason: string }>(CAPTCHA, { ...request, codeID, code });
      expect(again.body).toMatchObject({ code: 1000034, data: { reason: 'wrong' } });
    });

    it('returns a new image with the refusal of a wrong answer', async () => {
      const { codeID } = await issue({ use: 'login', type: 'image' });
      const refused = await app.post<{ codeID: string; url: string }>(CAPTCHA, {
        ...request,
        codeID,
        code: 'AAAAAA',
      });
      expect(refused.status).toBe(403);
      expect(refused.body).toMatchObject({ code: 1000034, data: { reason: 'wrong', expire: 180 } });
      expect(refused.body.data.url).toMatch(/^data:image\/png/);
      const { code } = await app.delivered(refused.body.data.codeID);
      expect(
        (await app.post(CAPTCHA, { ...request, codeID: refused.body.data.codeID, code })).body.code,
      ).toBe(0);
    });

    it('returns the new image as speech for presentation audio, and accepts its answer', async () => {
      const { codeID } = await issue({ use: 'login', type: 'image' });
      const spoken = { ...request, presentation: 'audio' };
      const refused = await app.post<{ codeID: string; url: string }>(CAPTCHA, {
        ...spoken,
        codeID,
        code: 'AAAAAA',
      });
      expect(refused.body).toMatchObject({ code: 1000034, data: { reason: 'wrong', expire: 180 } });
      expect(refused.body.data.url).toMatch(/^data:audio\/wav/);
      expect(refused.body.msg).toBe(
        'That did not match the recording. Enter the digits of the new recording.',
      );
      const { code } = await app.delivered(refused.body.data.codeID);
      const again = await app.post(CAPTCHA, { ...spoken, codeID: refused.body.data.codeID, code });
      expect(again.body.code).toBe(0);
    });

    it('refuses an image of another purpose', async () => {
      const { codeID, code } = await issue({ use: 'register', type: 'image' });
      expect((await app.post(CAPTCHA, { ...request, codeID, code })).body.code).toBe(1000034);
    });
  });
});
