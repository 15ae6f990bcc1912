import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';

const PAGE = 'https://pages.example';

/** The headers of the response to a browser's preflight for a POST with these request headers. */
async function preflight(app: TestApp, names: string, origin = PAGE, path = CAPTCHA): Promise<Headers> {
  const response = await fetch(app.url + path, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': names,
    },
  });
  expect([response.status, await response.text()]).toEqual([204, '']);
  return response.headers;
}

const listed = (headers: Headers, name: string): string[] =>
  (headers.get(name) ?? '').split(',').map((entry) => entry.trim().toLowerCase());

describe('CORS: a preflight', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { CORS_HEADERS: 'X-Shop, x_cart' } });
  });
  afterAll(() => app.close());

  it.each([
    ...['iThings-tenant-code', 'tenant-code', 'Accept-Language', 'iThings-token', 'token'],
    ...['iThings-project-id', 'project-id', 'iThings-app-code', 'app-code', 'iThings-user-role'],
    ...['Content-Type', 'Authorization', 'X-Request-Id', 'iThings-guid', 'device-id', 'app-id'],
    ...['traceparent', 'tracestate', 'baggage'],
    ...['X-Shop', 'x_cart'],
  ])('allows the request header %s', async (name) => {
    // Browsers send the names in lower case.
    const headers = await preflight(app, name.toLowerCase());
    expect(listed(headers, 'access-control-allow-headers')).toContain(name.toLowerCase());
  });

  it('allows no other request header', async () => {
    const headers = await preflight(app, 'x-other');
    expect(listed(headers, 'access-control-allow-headers')).not.toContain('x-other');
    expect(headers.get('access-control-allow-headers')).not.toContain('*');
  });

  it('allows any origin, without credentials, and may be reused for a day', async () => {
    const headers = await preflight(app, 'traceparent,baggage,app-id');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('access-control-max-age')).toBe('86400');
    expect(listed(headers, 'access-control-allow-methods')).toContain('post');
  });

  it('is the same for every origin, so that it does not vary with it', async () => {
    expect((await preflight(app, 'token')).get('vary')).toBeNull();
  });

  it.each([`${CAPTCHA}/verify`, '/api/v1/system/user/self/captcha', '/api/v1/nowhere'])(
    'is answered for %s',
    async (path) => {
      const headers = await preflight(app, 'baggage', PAGE, path);
      expect(listed(headers, 'access-control-allow-headers')).toContain('baggage');
    },
  );

  it('is followed by a response whose headers the page may read', async () => {
    const { headers, status } = await app.post(
      CAPTCHA,
      { use: 'login', type: 'image' },
      {
        Origin: PAGE,
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        baggage: 'a=b',
      },
    );
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(listed(headers, 'access-control-expose-headers')).toEqual([
      'x-request-id',
      'retry-after',
      'content-language',
    ]);
    expect(headers.get('vary')).toBe('Accept-Language');
  });
});

describe('CORS_ORIGINS: a list of origins', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { CORS_ORIGINS: `${PAGE}, https://b.example` } });
  });
  afterAll(() => app.close());

  it.each([
    [PAGE, PAGE],
    ['https://b.example', 'https://b.example'],
    ['https://c.example', null],
    ['null', null],
    [`${PAGE}.evil.example`, null],
  ])('allows to the origin %s: %s', async (origin, allowed) => {
    const headers = await preflight(app, 'token', origin);
    expect(headers.get('access-control-allow-origin')).toBe(allowed);
    expect(listed(headers, 'vary')).toContain('origin');
  });

  it('makes every response vary with the origin and the language', async () => {
    for (const headers of [{ Origin: PAGE }, { Origin: 'https://c.example' }, {}]) {
      const response = await app.post(CAPTCHA, { use: 'login', type: 'image' }, headers);
      expect(listed(response.headers, 'vary').sort()).toEqual(['accept-language', 'origin']);
    }
  });
});

describe('KEEP_ALIVE', () => {
  it.each([
    [{}, 72],
    [{ KEEP_ALIVE: '620' }, 620],
    [{ KEEP_ALIVE: '1' }, 1],
  ])('is the time that an idle connection stays open: %j is %i s', async (env, seconds) => {
    const app = await TestApp.start({ env });
    onTestFinished(() => app.close());
    expect(app.nest.getHttpServer().keepAliveTimeout).toBe(seconds * 1000);
    const response = await app.post(CAPTCHA, { use: 'login', type: 'image' });
    expect(response.headers.get('keep-alive')).toBe(`timeout=${seconds}`);
  });
});
