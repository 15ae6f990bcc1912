import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Environment } from '../../../src/config/settings.js';
import { LoadShedder } from '../../../src/operations/load-shedding/load-shedder.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../../support/app.js';

const start = async (env: Environment = {}): Promise<TestApp> => {
  const app = await TestApp.start({
    env: { ...UNLIMITED, ...env },
    override: (builder) => builder.overrideProvider(LoadShedder).useValue({ tryAdmit: () => false }),
  });
  onTestFinished(() => app.close());
  return app;
};
const issue = (app: TestApp, headers: Record<string, string> = {}) =>
  app.post(CAPTCHA, { use: 'login', type: 'image' }, headers);

describe('LoadShedder: an overloaded server', () => {
  it('answers 503 in the envelope, in the language of the caller, with Retry-After', async () => {
    const app = await start();
    const headers = { 'Accept-Language': 'zh-CN', 'X-Request-Id': 'r-3', Origin: 'https://a.example' };
    const response = await issue(app, headers);
    expect(response.status).toBe(503);
    expect(response.body).toMatchObject({ code: 100017, data: { retryAfter: 2 } });
    expect(response.body.msg).toMatch(/\p{Script=Han}/u);
    const { headers: received } = response;
    expect(received.get('retry-after')).toBe('2');
    expect(received.get('x-request-id')).toBe('r-3');
    expect(received.get('content-language')).toBe('zh-CN');
    expect(received.get('cache-control')).toBe('no-store');
    expect(received.get('access-control-allow-origin')).toBe('*');
  });

  it('still answers probes, metrics and preflights', async () => {
    const app = await start();
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      expect((await fetch(app.url + path)).status, path).toBe(200);
    }
    const preflight = await fetch(app.url + CAPTCHA, {
      method: 'OPTIONS',
      headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.status).toBe(204);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('refuses %s of any path', async (method) => {
    const app = await start();
    expect((await fetch(`${app.url}/any/path`, { method })).status).toBe(503);
  });

  it('answers with the status of ERROR_STATUS', async () => {
    expect((await issue(await start({ ERROR_STATUS: '200' }))).status).toBe(200);
  });

  it('sends CORS headers only to the origins in CORS_ORIGINS', async () => {
    const app = await start({ CORS_ORIGINS: 'https://a.example' });
    const allowed = async (Origin: string) =>
      (await issue(app, { Origin })).headers.get('access-control-allow-origin');
    expect(await allowed('https://a.example')).toBe('https://a.example');
    expect(await allowed('https://b.example')).toBeNull();
  });

  it('keeps the connection open, and does not parse the unread body as a request', async () => {
    const app = await start();
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1').setEncoding('utf8');
    onTestFinished(() => void socket.destroy());
    const body = '{"use":"login","type":"image"}';
    const request = `POST ${CAPTCHA} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    for (let n = 0; n < 2; n++) {
      socket.write(request);
      const [response] = (await once(socket, 'data')) as [string];
      expect(response).toMatch(/^HTTP\/1\.1 503 /);
    }
  });
});
