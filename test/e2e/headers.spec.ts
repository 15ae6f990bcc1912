import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { errorText } from '../../src/languages/index.js';
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

describe('OPTIONS /api/v1: a CORS preflight', () => {
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

describe('/api/v1: CORS_ORIGINS with a list of origins', () => {
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

describe('/api/v1: KEEP_ALIVE', () => {
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

describe('POST /api/v1: a body with Content-Encoding', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.close());

  const JSON_BODY = JSON.stringify({ use: 'login', type: 'image' });
  const post = async (
    body: string | Buffer,
    headers: Record<string, string>,
    path = CAPTCHA,
    method = 'POST',
  ) => {
    const init = { method, body, headers: { 'Content-Type': 'application/json', ...headers } };
    const response = await app.fetch(path, init);
    return { ...response, outcome: [response.status, response.body.code] };
  };

  it.each([
    ['gzip', gzipSync(JSON_BODY)],
    ['deflate', deflateSync(JSON_BODY)],
    ['br', brotliCompressSync(JSON_BODY)],
    ['GZIP', gzipSync(JSON_BODY)],
    ['x-gzip', gzipSync(JSON_BODY)],
    ['zstd', JSON_BODY],
    ['aes128gcm', JSON_BODY],
    ['gzip, identity', gzipSync(JSON_BODY)],
    ['identity, gzip', gzipSync(JSON_BODY)],
    ['identity,,br', brotliCompressSync(JSON_BODY)],
    ['gzip;q=1', gzipSync(JSON_BODY)],
    ['gzip', JSON_BODY],
    ['utf-8', JSON_BODY],
  ])('%j is a 415 in the language of the caller', async (coding, body) => {
    const {
      outcome,
      headers,
      body: envelope,
    } = await post(body, {
      'Content-Encoding': coding,
      'Accept-Language': 'de',
    });
    expect(outcome).toEqual([415, 100014]);
    expect(envelope.msg).toBe(errorText('Type', 'de'));
    expect(headers.get('content-language')).toBe('de');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each(['identity', 'IDENTITY', '', ' ', ',', 'identity, identity'])(
    '%j is not encoded',
    async (coding) => {
      expect((await post(JSON_BODY, { 'Content-Encoding': coding })).outcome).toEqual([200, 0]);
    },
  );

  it.each([
    [`${CAPTCHA}/verify`, 'POST', [415, 100014]],
    ['/api/v1/system/user/self/captcha', 'POST', [415, 100014]],
    ['/api/v1/system/user/self/captcha/verify', 'POST', [415, 100014]],
    [CAPTCHA, 'PUT', [405, 100013]],
    ['/api/v1/nowhere', 'POST', [415, 100014]],
    ['/', 'POST', [405, 100013]],
  ])('is refused on every path: %s, %s', async (path, method, outcome) => {
    const gzip = { 'Content-Encoding': 'gzip' };
    expect((await post(gzipSync(JSON_BODY), gzip, path, method)).outcome).toEqual(outcome);
  });

  it('is refused before it is read: a bomb, a body beyond the limit, and one that never comes', async () => {
    const gzip = { 'Content-Encoding': 'gzip' };
    expect((await post(gzipSync('0'.repeat(4_000_000)), gzip)).outcome).toEqual([415, 100014]);
    expect((await post(randomBytes(100_000), gzip)).outcome).toEqual([415, 100014]);
    const head = `POST ${CAPTCHA} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: gzip`;
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1').setEncoding('utf8');
    onTestFinished(() => void socket.destroy());
    socket.write(`${head}\r\nContent-Length: 100\r\n\r\n`);
    expect(await once(socket, 'data')).toEqual([expect.stringMatching(/^HTTP\/1\.1 415 /)]);
  });

  it('without content is not encoded', async () => {
    expect((await post('', { 'Content-Encoding': 'gzip' })).outcome).toEqual([400, 100006]);
  });
});

describe('/api/v1: the language of a response to Accept-Language', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.close());
  const refused = (language: string, tenant = 'default') =>
    app.post(CAPTCHA, { use: 'login' }, { 'Accept-Language': language, 'tenant-code': tenant });

  it.each([
    ['zh_CN', 'zh-CN'],
    ['pt_BR', 'pt-BR'],
    ['zh_Hant_HK', 'zh-TW'],
    ['yue-Hant-HK', 'zh-TW'],
    ['nan-Hant-TW', 'zh-TW'],
    ['cmn-Hans-CN', 'zh-CN'],
    ['yue, en;q=0.5', 'zh-TW'],
    ['gsw-CH', 'de'],
    ['arz', 'ar'],
    ['qu-PE', 'es'],
    ['fr;q=0.1, zh_TW;q=0.2', 'zh-TW'],
    ['zh_CN.UTF-8', 'zh-CN'],
    ['<script>, \u00ff\u00fe', 'en'],
  ])('for %s is %s', async (header, language) => {
    const { status, headers, body } = await refused(header);
    expect([status, headers.get('content-language')]).toEqual([400, language]);
    expect(body.msg).toBe((await refused(language)).body.msg);
    expect(listed(headers, 'vary')).toContain('accept-language');
  });

  it.each(['', 'und', 'sv', 'q=1', '*'])("is the tenant's own for %j", async (header) => {
    expect((await refused(header, 'demo')).headers.get('content-language')).toBe('zh-CN');
  });
});
