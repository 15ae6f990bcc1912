import { SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../src/config/settings.js';
import { CAPTCHA, TestApp } from '../support/app.js';
import type { IssueData } from '../support/requests.js';
import { type TenantsFile, writeTenantsFile } from '../support/tenants-file.js';

const SECRET = 'a-secret-of-this-test-only-0123456789';
const DAY_S = 86_400;

/** Clients of docs/compatibility.md: their settings, and what they take for a success and a failure. */
const CLIENTS: readonly (readonly [
  string,
  Environment,
  { readonly success: number; readonly status: number },
])[] = [
  ['that follows the source page', {}, { success: 0, status: 403 }],
  ['of the React pages of 2023', { ERROR_STATUS: '400' }, { success: 0, status: 400 }],
  ['of newer servers', { SUCCESS_CODE: '200', ERROR_STATUS: '400' }, { success: 200, status: 400 }],
  ['that is a script', { SUCCESS_CODE: '200', ERROR_STATUS: '200' }, { success: 200, status: 200 }],
];

describe('docs/compatibility.md', () => {
  let app: TestApp | undefined;
  let tenants: TenantsFile | undefined;
  afterEach(async () => {
    await app?.close();
    await tenants?.remove();
    tenants = undefined;
  });

  const start = async (env: Environment, tenant: object = {}): Promise<TestApp> => {
    tenants = await writeTenantsFile({ tenants: [{ code: 'default', ...tenant }] });
    app = await TestApp.start({ env: { ...tenants.env, USER_TOKEN_SECRET: SECRET, ...env } });
    return app;
  };

  it.each(CLIENTS)(
    'a client %s gets its picture, and knows a failure from a success',
    async (_, env, expected) => {
      const server = await start(env, { language: 'zh-CN' });
      const picture = await server.post<IssueData>(CAPTCHA, { type: 'sms', data: '', use: 'login' });
      expect([picture.status, picture.body.code]).toEqual([200, expected.success]);
      expect(picture.body.data.url).toMatch(/^data:image\/png;base64,/);
      // The country of the number is not enabled.
      const failed = await server.post(CAPTCHA, { type: 'phone', account: '+4915123456789', use: 'login' });
      expect([failed.status, failed.body.code]).toEqual([expected.status, 100021]);
      expect(failed.body.msg).toMatch(/[\u4e00-\u9fff]/);
    },
  );

  it('a form that accepts digits only gets pictures of digits', async () => {
    const server = await start({}, { policy: { image: { alphabet: 'digits' } } });
    const { body } = await server.post<IssueData>(CAPTCHA, { type: 'image', use: 'login' });
    expect((await server.delivered(body.data.codeID)).code).toMatch(/^\d{6}$/);
  });

  it.each([
    ['is valid with USER_TOKEN_MAX_AGE', { USER_TOKEN_MAX_AGE: String(DAY_S) }, 0],
    ['counts as absent without it', {}, 1000007],
  ])('a token without exp %s', async (_, env, code) => {
    const server = await start(env);
    const token = await new SignJWT({ Uid: '1740358057038188544', Role: 1 })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .sign(new TextEncoder().encode(SECRET));
    const request = { use: 'bindAccount', type: 'email', account: 'jane@example.com' };
    const { body } = await server.post(CAPTCHA, request, { 'iThings-token': token });
    expect(body.code).toBe(code);
  });
});
