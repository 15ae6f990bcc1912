import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Environment } from '../../../src/config/settings.js';
import { CAPTCHA, TestApp } from '../../support/app.js';

const IMAGE_FOR_USER = { use: 'changePwd', type: 'image' };

interface DemoToken {
  readonly token: string;
  readonly expire: number;
}

describe('GET /demo-token', () => {
  let app: TestApp;
  let port: string;
  beforeAll(async () => {
    app = await TestApp.start({ env: { HOST: 'dev-box.test', OUTBOX: 'on' } });
    ({ port } = new URL(app.url));
  });
  afterAll(() => app.close());

  /** A request as a browser or program would send it; `Host` is the server's own unless given. */
  async function get(path: string, headers: Record<string, string> = {}, to = app) {
    const outgoing = request(to.url + path, { headers, agent: false }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  it.each([
    ['another Host', () => ({ Host: 'evil.test' })],
    [
      'a rebound name whose page is the same origin',
      () => ({
        Host: `evil.test:${port}`,
        Origin: `http://evil.test:${port}`,
        'Sec-Fetch-Site': 'same-origin',
      }),
    ],
    ['a name that only begins like loopback', () => ({ Host: `127.0.0.1.evil.test:${port}` })],
    ['a trusted name in X-Forwarded-Host', () => ({ Host: 'evil.test', 'X-Forwarded-Host': 'localhost' })],
    ['another origin', () => ({ Origin: 'https://evil.test' })],
    ['an origin at another port', () => ({ Origin: 'http://127.0.0.1:1' })],
    ['the null origin', () => ({ Origin: 'null' })],
    ['Sec-Fetch-Site: same-site', () => ({ 'Sec-Fetch-Site': 'same-site' })],
    ['Sec-Fetch-Site: cross-site', () => ({ 'Sec-Fetch-Site': 'cross-site' })],
    [
      'a link of another site',
      () => ({
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'navigate',
        'Sec-Fetch-Dest': 'document',
      }),
    ],
  ])('SEC-56: answers 403 without a token for %s', async (_what, headersOf) => {
    for (const path of ['/demo-token', '/demo-token?user=7', '/demo-token/']) {
      const { status, body } = await get(path, headersOf());
      expect([path, status, (JSON.parse(body) as { code: number }).code]).toEqual([path, 403, 100012]);
      expect(body).not.toContain('eyJ');
    }
  });

  it('SEC-56: answers an empty Host with 403', async () => {
    expect(await app.raw('GET /demo-token HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 403 /,
    );
  });

  it.each([
    ['its own page', () => ({ 'Sec-Fetch-Site': 'same-origin', Origin: app.url })],
    ['a program on this machine', () => ({})],
  ])('gives %s a token that logs user 1 in, which no cache stores', async (_what, headersOf) => {
    const { status, headers, body } = await get('/demo-token', headersOf());
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    const { token, expire } = JSON.parse(body) as DemoToken;
    expect(expire).toBe(3600);
    expect((await app.post(CAPTCHA, IMAGE_FOR_USER)).body.code).toBe(1000007);
    expect((await app.post(CAPTCHA, IMAGE_FOR_USER, { 'iThings-token': token })).body.code).toBe(0);
  });

  it('names the user of the query, and refuses one that is not text', async () => {
    const { token } = JSON.parse((await get('/demo-token?user=7')).body) as DemoToken;
    const [, payload = ''] = token.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ Uid: '7' });
    for (const query of ['user=a%00b', 'user=1&user=2'])
      expect([query, (await get(`/demo-token?${query}`)).status]).toEqual([query, 400]);
  });

  it.each<[string, Environment]>([
    ['with OUTBOX=off', { OUTBOX: 'off' }],
    ['without USER_TOKEN_SECRET', { OUTBOX: 'on', USER_TOKEN_SECRET: '' }],
  ])('SEC-56: does not exist %s', async (_what, env) => {
    const other = await TestApp.start({ env });
    onTestFinished(() => other.close());
    const { status, body } = await get('/demo-token', {}, other);
    expect([status, (JSON.parse(body) as { code: number }).code]).toEqual([404, 100009]);
  });
});
