import { Controller, Get, UseGuards } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, type ApiResponse, TestApp } from '../support/app.js';

@Controller('api/v1/test')
class TroubleController {
  @Get('bug')
  bug(): never {
    throw new Error('secret message at /srv/app/node_modules/x.js');
  }

  @Get('thrown-string')
  thrownString(): never {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- third-party code may
    throw 'a plain string';
  }

  @Get('guarded')
  @UseGuards({ canActivate: () => false })
  guarded(): void {}

  @Get('nothing')
  nothing(): void {}
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const post = (body: string, headers: Record<string, string> = JSON_TYPE): RequestInit => ({
  method: 'POST',
  headers,
  body,
});
const shape = ({ status, body }: ApiResponse): object => ({ status, code: body.code });

describe('/api/v1: the response envelope', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ controllers: [TroubleController] });
  });
  afterAll(() => app.close());

  it.each([
    ['an unknown route', '/api/v1/nowhere', undefined, { status: 404, code: 100009 }],
    [
      'an unknown route with a body that is not JSON',
      '/api/v1/nowhere',
      post('a=1', { 'Content-Type': 'text/plain' }),
      { status: 404, code: 100009 },
    ],
    ['a wrong method', CAPTCHA, undefined, { status: 405, code: 100013 }],
    [
      'a wrong method with a body that is not JSON',
      CAPTCHA,
      { ...post('x', {}), method: 'PUT' },
      { status: 405, code: 100013 },
    ],
    ['malformed JSON', CAPTCHA, post('{"use":'), { status: 400, code: 100006 }],
    ['an empty body', CAPTCHA, post(''), { status: 400, code: 100006 }],
    ['no body and no Content-Type', CAPTCHA, { method: 'POST' }, { status: 400, code: 100006 }],
    [
      'a body with __proto__',
      CAPTCHA,
      post('{"__proto__":{"use":"login"},"type":"image"}'),
      { status: 400, code: 100006 },
    ],
    [
      'a body of 5 kB',
      CAPTCHA,
      post(JSON.stringify({ use: 'x'.repeat(5000) })),
      { status: 413, code: 100015 },
    ],
    [
      'a form',
      CAPTCHA,
      post('use=login', { 'Content-Type': 'application/x-www-form-urlencoded' }),
      { status: 415, code: 100014 },
    ],
    ['plain text', CAPTCHA, post('{}', { 'Content-Type': 'text/plain' }), { status: 415, code: 100014 }],
    ['XML', CAPTCHA, post('<use/>', { 'Content-Type': 'application/xml' }), { status: 415, code: 100014 }],
    ['a URL that cannot be decoded', '/api/%ff', undefined, { status: 400, code: 100006 }],
    ['an unexpected error', '/api/v1/test/bug', undefined, { status: 500, code: 100007 }],
    ['a thrown string', '/api/v1/test/thrown-string', undefined, { status: 500, code: 100007 }],
    ['a refusal by a guard', '/api/v1/test/guarded', undefined, { status: 403, code: 100012 }],
  ])('answers %s with its error of the contract', async (_, path, init, expected) => {
    const response = await app.fetch(path, init);
    expect(shape(response)).toEqual(expected);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(Object.keys(response.body)).toEqual(
      response.body.data ? ['code', 'msg', 'data'] : ['code', 'msg'],
    );
  });

  it.each(['/api/v1/nowhere', CAPTCHA, '/api/%ff', '/api/v1/test/bug', '/api/v1/test/guarded'])(
    'answers the failure at %s in the language of the caller',
    async (path) => {
      const chinese = await app.fetch(path, { headers: { 'Accept-Language': 'zh-CN' } });
      expect(chinese.body.msg).toMatch(/\p{Script=Han}/u);
      expect(chinese.headers.get('content-language')).toBe('zh-CN');
      expect(chinese.headers.get('vary')).toContain('Accept-Language');
    },
  );

  it('hides the message, stack and paths of an unexpected error', async () => {
    const response = await fetch(`${app.url}/api/v1/test/bug`);
    expect(await response.text()).not.toMatch(/secret|srv|node_modules|at |Error/);
  });

  it('lists the allowed methods in the Allow header of a 405', async () => {
    const { headers } = await app.fetch(CAPTCHA);
    expect(headers.get('allow')).toBe('OPTIONS, POST');
  });

  it('returns data null if a handler returns nothing', async () => {
    expect((await app.fetch('/api/v1/test/nothing')).body).toEqual({ code: 0, msg: 'success', data: null });
  });

  it('answers headers of more than 16 KiB with 431', async () => {
    const response = await app.raw(
      `POST ${CAPTCHA} HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
    );
    expect(response).toMatch(/^HTTP\/1\.1 431 /);
    expect(JSON.parse(response.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 100015 });
  });

  it('answers invalid HTTP with 400', async () => {
    const response = await app.raw('NONSENSE\r\n\r\n');
    expect(response).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(response.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 100006 });
  });

  it('ignores a trailing slash, which some proxies add', async () => {
    expect((await app.post(`${CAPTCHA}/`, { use: 'login', type: 'image' })).status).toBe(200);
  });

  it('sends Cache-Control: no-store', async () => {
    expect((await app.post(CAPTCHA, { use: 'login', type: 'image' })).headers.get('cache-control')).toBe(
      'no-store',
    );
    expect((await app.fetch(CAPTCHA)).headers.get('cache-control')).toBe('no-store');
  });
});

describe('POST …/captcha with SUCCESS_CODE=200', () => {
  it('answers success with code 200, and failures with their own code', async () => {
    const app = await TestApp.start({ env: { SUCCESS_CODE: '200' } });
    expect((await app.post(CAPTCHA, { use: 'login', type: 'image' })).body.code).toBe(200);
    expect((await app.post(CAPTCHA, {})).body.code).toBe(100006);
    await app.close();
  });
});

describe.each([
  ['400', 400],
  ['200', 200],
])('/api/v1 with ERROR_STATUS=%s', (setting, status) => {
  it(`answers failures of any path with ${status}, except for operational routes such as /metrics`, async () => {
    const app = await TestApp.start({
      env: { ERROR_STATUS: setting, METRICS_TOKEN: 'scraper' },
      controllers: [TroubleController],
    });
    for (const [path, init, code] of [
      ['/api/nowhere', undefined, 100009],
      ['/nowhere', undefined, 100009],
      [CAPTCHA, undefined, 100013],
      [CAPTCHA, post('{'), 100006],
      // The router percent-decodes the path before matching.
      [CAPTCHA.replace('/api', '/%61pi'), post('{'), 100006],
      ['/api/v1/test/bug', undefined, 100007],
      ['/api/%ff', undefined, 100006],
    ] as const) {
      expect(shape(await app.fetch(path, init))).toEqual({ status, code });
    }
    expect((await fetch(`${app.url}/metrics`)).status).toBe(401);
    await app.close();
  });
});
