import { Controller, Get } from '@nestjs/common';
import { Ctx, type RequestContext } from '@system-management/request-context';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';

@Controller('api/v1/test')
class EchoController {
  @Get('context')
  context(@Ctx() context: RequestContext): RequestContext {
    return context;
  }
}

const SECRET = 'a-secret-of-this-test-only-0123456789';
const tokenFor = (claims: object, secret = SECRET, expires = '1h'): Promise<string> =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));

describe('@Ctx(): context headers', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { USER_TOKEN_SECRET: SECRET }, controllers: [EchoController] });
  });
  afterAll(() => app.close());
  const contextOf = async (headers: Record<string, string>) =>
    (await app.fetch<RequestContext>('/api/v1/test/context', { headers })).body.data;

  it('has the defaults of the contract', async () => {
    expect(await contextOf({})).toEqual({
      requestId: expect.any(String) as string,
      language: 'en',
      tenant: 'default',
      tenantHeader: 'iThings-tenant-code',
      ip: '127.0.0.1',
      appCode: 'core',
    });
  });

  it('reads headers by name or alias, case-insensitively', async () => {
    const byName = { 'ITHINGS-TENANT-CODE': 'demo', 'iThings-project-id': '42', 'iThings-app-code': 'shop' };
    expect(await contextOf(byName)).toMatchObject({ tenant: 'demo', projectId: '42', appCode: 'shop' });
    const byAlias = { 'tenant-code': 'demo', 'project-id': '42', 'app-code': 'shop' };
    expect(await contextOf(byAlias)).toMatchObject({ tenant: 'demo', projectId: '42', appCode: 'shop' });
  });

  it('reads the alias of an empty header', async () => {
    expect(await contextOf({ 'iThings-tenant-code': '', 'tenant-code': 'demo' })).toMatchObject({
      tenant: 'demo',
    });
  });

  it('prefers a header to its alias', async () => {
    expect(await contextOf({ 'iThings-tenant-code': 'default', 'tenant-code': 'demo' })).toMatchObject({
      tenant: 'default',
    });
  });

  it('ignores malformed headers', async () => {
    const malformed = {
      'iThings-project-id': '17{{x}}',
      'iThings-app-code': 'a b',
      'iThings-user-role': '<x>',
    };
    const context = await contextOf(malformed);
    expect(context).toMatchObject({ appCode: 'core' });
    expect(context).not.toHaveProperty('projectId');
    expect(context).not.toHaveProperty('userRole');
  });

  it.each(['nowhere', '../default', '__proto__', 'default, demo', 'x'.repeat(5000)])(
    'refuses the unknown tenant %j and names the header',
    async (tenant) => {
      const { status, body } = await app.post<{ errors: object[] }>(
        CAPTCHA,
        { use: 'login', type: 'image' },
        { 'iThings-tenant-code': tenant },
      );
      expect({ status, code: body.code }).toEqual({ status: 400, code: 100006 });
      expect(body.data.errors).toMatchObject([{ field: 'iThings-tenant-code', rule: 'isTenant' }]);
    },
  );

  it('prefers the tenant of the user token to the tenant header', async () => {
    const token = await tokenFor({ Uid: '1740358057038188544', Role: 1, TenantCode: 'demo' });
    expect(await contextOf({ 'iThings-token': token, 'iThings-tenant-code': 'default' })).toMatchObject({
      tenant: 'demo',
      user: { id: '1740358057038188544', role: '1', tenant: 'demo' },
    });
  });

  it('reads the token from its alias', async () => {
    expect(await contextOf({ token: await tokenFor({ UserID: '7' }) })).toMatchObject({ user: { id: '7' } });
  });

  it('ignores an expired, forged or malformed token', async () => {
    for (const token of [
      await tokenFor({ Uid: '1' }, SECRET, '-1h'),
      await tokenFor({ Uid: '1' }, 'another-secret-0123456789-0123456789'),
      'garbage',
    ]) {
      expect(await contextOf({ 'iThings-token': token })).not.toHaveProperty('user');
    }
  });

  it('requires a valid token to issue and verify for a purpose with requiresLogin', async () => {
    const request = { use: 'changePwd', type: 'image' };
    const refused = await app.post(CAPTCHA, request);
    expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 401, code: 1000007 });
    const answer = { ...request, codeID: 'AAAAAAAAAAAAAAAAAAAA', code: 'ACDEFH' };
    expect((await app.post(`${CAPTCHA}/verify`, answer)).body.code).toBe(1000007);
    const headers = { 'iThings-token': await tokenFor({ Uid: '1' }) };
    expect((await app.post(CAPTCHA, request, headers)).body.code).toBe(0);
    expect((await app.post(`${CAPTCHA}/verify`, answer, headers)).body.code).toBe(1000005);
  });

  it('ignores the query string', async () => {
    const { body } = await app.fetch<RequestContext>(
      '/api/v1/test/context?tenant-code=demo&token=x&Accept-Language=zh',
    );
    expect(body.data).toMatchObject({ tenant: 'default', language: 'en' });
  });

  it('sends the message in the language of Accept-Language', async () => {
    const { body } = await app.post<{ codeID: string }>(
      CAPTCHA,
      { use: 'login', type: 'email', account: 'li@example.com' },
      { 'Accept-Language': 'zh-CN' },
    );
    const mail = await app.delivered(body.data.codeID);
    expect(mail).toMatchObject({ language: 'zh-CN' });
    expect(mail.text).toMatch(/\p{Script=Han}/u);
  });

  it('keeps a valid X-Request-Id and returns it, and replaces an invalid one', async () => {
    const valid = await app.fetch('/api/v1/test/context', { headers: { 'X-Request-Id': 'abc-123' } });
    expect(valid.headers.get('x-request-id')).toBe('abc-123');
    const invalid = await app.fetch('/api/v1/test/context', { headers: { 'X-Request-Id': '<script>' } });
    expect(invalid.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('@Ctx(): the address behind a proxy in TRUSTED_PROXIES', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { TRUSTED_PROXIES: '127.0.0.1/32' }, controllers: [EchoController] });
  });
  afterAll(() => app.close());

  it.each([
    ['203.0.113.10', '203.0.113.10'],
    ['203.0.113.10:54321', '203.0.113.10'],
    ['[2001:db8::5]:443', '2001:db8::5'],
    ['[2001:DB8:0::5]', '2001:db8::5'],
    ['[::ffff:203.0.113.10]:443', '203.0.113.10'],
    ['198.51.100.1:80, 203.0.113.10:54321, 127.0.0.1:443', '203.0.113.10'],
    ['203.0.113.10:', '127.0.0.1'],
    ['unknown', '127.0.0.1'],
  ])('is that of X-Forwarded-For, with or without a port: %s is %s', async (forwarded, ip) => {
    const { body } = await app.fetch<RequestContext>('/api/v1/test/context', {
      headers: { 'X-Forwarded-For': forwarded },
    });
    expect(body.data.ip).toBe(ip);
  });
});
