import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { OpenAPIObject } from '@nestjs/swagger';
import { freePort } from '@system-management/challenge-store/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LoadShedder } from '../../../src/operations/load-shedding/load-shedder.js';
import { CAPTCHA, TestApp } from '../../support/app.js';
import { PasswordsModule } from '../../support/example/passwords.module.js';
import { type TenantsFile, writeTenantsFile } from '../../support/tenants-file.js';

const IMAGE = { use: 'login', type: 'image' };
const MAIL = { use: 'login', type: 'email', account: 'jane@shop.example' };
const WRONG = { ...IMAGE, codeID: 'AAAAAAAAAAAAAAAAAAAA', code: 'ACDEFH' };
const RESET = '/api/v1/system/example/passwords/reset';

interface Request {
  readonly status: number;
  readonly method?: string;
  readonly path?: string;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request for every way in which an answer comes to be, with its status. */
const REQUESTS: readonly Request[] = [
  { status: 200, body: IMAGE },
  { status: 200, path: '/api/v1/system/user/self/captcha', body: MAIL },
  { status: 200, method: 'GET', path: '/outbox/messages' },
  { status: 400, body: {} },
  { status: 400, body: '{"use":' },
  { status: 400, path: `${CAPTCHA}/%zz`, body: IMAGE },
  { status: 400, body: IMAGE, headers: { 'iThings-tenant-code': 'nowhere' } },
  { status: 400, path: `${CAPTCHA}/verify`, body: WRONG },
  { status: 400, path: RESET, body: {} },
  { status: 401, body: { ...IMAGE, use: 'changePwd' } },
  { status: 403, body: { ...MAIL, use: 'guarded', account: 'joe@shop.example' } },
  { status: 404, path: '/api/v1/nowhere', body: {} },
  { status: 405, method: 'GET' },
  { status: 413, body: 'x'.repeat(10_000) },
  { status: 415, body: IMAGE, headers: { 'Content-Type': 'text/plain' } },
  { status: 429, body: { ...IMAGE, use: 'limited' } },
  { status: 431, body: IMAGE, headers: { 'X-Long': 'x'.repeat(20_000) } },
  { status: 502, body: MAIL, headers: { 'iThings-tenant-code': 'unreachable' } },
];

describe('PRV-05: responses of /api/v1 and of the outbox', () => {
  let app: TestApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    const purposes = {
      login: {},
      changePwd: { requiresLogin: true },
      forgetPwd: {},
      guarded: { limits: { stepUp: { perAccountHour: 0 } } },
      limited: { limits: { address: { imagesPerMinute: 1 } } },
    };
    const dsn = `smtp://127.0.0.1:${await freePort()}?from=no-reply@shop.example`;
    tenants = await writeTenantsFile({
      tenants: [
        { code: 'default', policy: { purposes } },
        { code: 'unreachable', mail: { dsn } },
      ],
    });
    app = await TestApp.start({ env: { ...tenants.env, OUTBOX: 'on' }, imports: [PasswordsModule] });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  /** Unlike fetch(), it sends the path as given. */
  const send = async (to: TestApp, { method = 'POST', path = CAPTCHA, body, headers }: Request) => {
    const url = new URL(to.url);
    const outgoing = request({
      ...{ host: url.hostname, port: url.port, method, path },
      headers: { 'Content-Type': 'application/json', ...headers },
    });
    outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, text: await text(response) };
  };

  it.each(REQUESTS.map((one) => ({ method: 'POST', path: CAPTCHA, ...one })))(
    'PRV-05: are not stored: $status for $method $path',
    async (one) => {
      const { status, headers } = await send(app, one);
      expect([status, headers['cache-control']]).toEqual([one.status, 'no-store']);
    },
  );

  it('PRV-05: are not stored when they are refused unread', async () => {
    const busy = await TestApp.start({
      override: (builder) => builder.overrideProvider(LoadShedder).useValue({ tryAdmit: () => false }),
    });
    onTestFinished(() => busy.close());
    const { status, headers } = await send(busy, { status: 503, body: IMAGE });
    expect([status, headers['cache-control']]).toEqual([503, 'no-store']);
  });

  it('PRV-05: are not stored when they are the HTML of a mail', async () => {
    const mail = { ...MAIL, account: 'jill@shop.example' };
    const { body } = await app.post<{ codeID: string }>(CAPTCHA, mail);
    const path = `/outbox/mail/${body.data.codeID}`;
    const { status, headers } = await send(app, { status: 200, method: 'GET', path });
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  });

  it('PRV-05: put nothing into a URL: no redirect, and no url but a data URI', async () => {
    for (const one of REQUESTS.filter(({ path }) => !path?.startsWith('/outbox'))) {
      const { headers, text: body } = await send(app, one);
      expect(headers.location).toBeUndefined();
      expect(body.replace(/"data:[^"]*"/g, '')).not.toMatch(/\w+:\/\/|[?&]\w+=/);
    }
  });

  it('PRV-05: depend on no URL parameter: the document has none', async () => {
    const { paths } = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPIObject;
    const parameters = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/'))
      .flatMap(([path, { post }]) => [
        ...(path.match(/\{\w+\}/g) ?? []),
        ...(post?.parameters ?? []).flatMap((one) => ('in' in one && one.in !== 'header' ? [one.name] : [])),
      ]);
    expect(parameters).toEqual([]);
  });

  it('PRV-05: are the same whatever the query says', async () => {
    const query = new URLSearchParams({ ...MAIL, ...WRONG, 'iThings-tenant-code': 'nowhere', lang: 'de' });
    for (const body of [{}, WRONG, { ...WRONG, code: undefined }]) {
      const path = `${CAPTCHA}/verify`;
      const [plain, queried] = await Promise.all(
        [path, `${path}?${query.toString()}`].map((to) => send(app, { status: 400, path: to, body })),
      );
      expect([queried!.status, queried!.text]).toEqual([400, plain!.text]);
    }
  });
});
