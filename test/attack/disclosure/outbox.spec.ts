import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AttackApp } from '../support/attack-app.js';

const MAIL = { use: 'login', type: 'email', account: 'jane@example.com' };
const IMAGE = { use: 'login', type: 'image' };
const FILES = ['/outbox', '/outbox/zh-CN', '/outbox/outbox.js', '/outbox/outbox.css'];

describe('GET /outbox…', () => {
  let attack: AttackApp;
  let port: string;
  let codes: readonly string[];
  let mailOf: string;
  beforeAll(async () => {
    attack = await AttackApp.start({ env: { HOST: 'dev-box.test', OUTBOX: 'on' } });
    const mail = await attack.issue(MAIL);
    codes = [mail.code, (await attack.issue(IMAGE)).code];
    mailOf = `/outbox/mail/${mail.codeID}`;
    ({ port } = new URL(attack.app.url));
  });
  afterAll(() => attack.close());

  /** A request as a browser or program would send it; `Host` is the server's own unless given. */
  async function get(path: string, headers: Record<string, string>, method = 'GET') {
    const outgoing = request(attack.app.url + path, { method, headers, agent: false }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  }

  const codesIn = (body: string): number => codes.filter((code) => body.includes(code)).length;
  const everyPath = (): readonly string[] => [
    ...FILES,
    '/outbox/messages',
    '/outbox/messages?wait=1',
    mailOf,
  ];

  it.each([
    ['another Host', () => ({ Host: 'evil.test' })],
    ['a rebound name with the right port', () => ({ Host: `evil.test:${port}` })],
    [
      'a rebound name whose page is the same origin',
      () => ({
        Host: `evil.test:${port}`,
        Origin: `http://evil.test:${port}`,
        'Sec-Fetch-Site': 'same-origin',
      }),
    ],
    [
      'a rebound name in a tab',
      () => ({ Host: `evil.test:${port}`, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }),
    ],
    ['a name that only begins like loopback', () => ({ Host: `127.0.0.1.evil.test:${port}` })],
    ['an address of another machine', () => ({ Host: `192.0.2.7:${port}` })],
    ['a trusted name in X-Forwarded-Host', () => ({ Host: 'evil.test', 'X-Forwarded-Host': 'localhost' })],
    ['a trusted name in Forwarded', () => ({ Host: 'evil.test', Forwarded: 'host=localhost' })],
    ['an origin at another port', () => ({ Origin: 'http://127.0.0.1:1' })],
    ['an origin without the port', () => ({ Origin: 'http://127.0.0.1' })],
    ['another origin', () => ({ Origin: 'https://evil.test' })],
    ['the null origin', () => ({ Origin: 'null' })],
    ['Sec-Fetch-Site: same-site', () => ({ 'Sec-Fetch-Site': 'same-site' })],
    ['Sec-Fetch-Site: cross-site', () => ({ 'Sec-Fetch-Site': 'cross-site' })],
    [
      'a frame on another site',
      () => ({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' }),
    ],
  ])('SEC-56: answers 403 without a code for %s', async (_what, headersOf) => {
    for (const path of everyPath()) {
      const { status, body } = await get(path, headersOf());
      expect([path, status, (JSON.parse(body) as { code: number }).code]).toEqual([path, 403, 100012]);
      expect(codesIn(body)).toBe(0);
    }
    expect((await get('/outbox/messages', headersOf(), 'DELETE')).status).toBe(403);
    expect(codesIn((await get('/outbox/messages', {})).body)).toBe(codes.length);
  });

  it.each([
    ['HTTP/1.0 without Host', 'GET /outbox/messages HTTP/1.0'],
    ['an empty Host', 'GET /outbox/messages HTTP/1.1\r\nHost:\r\nConnection: close'],
    ['its own name in the target only', 'GET http://localhost/outbox/messages HTTP/1.0\r\nHost: evil.test'],
  ])('SEC-56: answers 403 without a code for %s', async (_what, head) => {
    const response = await attack.app.raw(`${head}\r\n\r\n`);
    expect(response).toMatch(/^HTTP\/1.1 403 /);
    expect(codesIn(response)).toBe(0);
  });

  it('SEC-56: answers its own names and loopback, on any port', async () => {
    const ports = [`:${port}`, '', ':8080'];
    const names = ['localhost', 'app.localhost', '127.0.0.1', '[::1]', 'dev-box.test', hostname()];
    for (const host of names.flatMap((name) => ports.map((suffix) => name + suffix))) {
      const { status, body } = await get('/outbox/messages', { Host: host });
      expect([host, status, codesIn(body)]).toEqual([host, 200, codes.length]);
      for (const path of FILES) expect([host, (await get(path, { Host: host })).status]).toEqual([host, 200]);
    }
  });

  it.each([
    ['its own page', () => ({ 'Sec-Fetch-Site': 'same-origin', Origin: attack.app.url })],
    [
      'its own page over plain HTTP',
      () => ({ Host: `dev-box.test:${port}`, Origin: `http://dev-box.test:${port}` }),
    ],
    ['a typed address', () => ({ 'Sec-Fetch-Site': 'none' })],
  ])('SEC-56: answers %s', async (_what, headersOf) => {
    for (const path of everyPath())
      expect([path, (await get(path, headersOf())).status]).toEqual([path, 200]);
  });

  it('SEC-56: a link of another site opens the page, which contains no code, and does nothing else', async () => {
    const link = {
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
    };
    const page = await get('/outbox', link);
    expect([page.status, codesIn(page.body)]).toEqual([200, 0]);
    for (const path of ['/outbox/messages', mailOf]) expect((await get(path, link)).status).toBe(403);
    expect((await get('/outbox/messages', link, 'DELETE')).status).toBe(403);
  });
});
