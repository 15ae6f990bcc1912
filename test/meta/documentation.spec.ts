import { readFile } from 'node:fs/promises';
import { CommonErrors, type ErrorDefinition } from '@system-management/envelope';
import { CONTEXT_HEADERS } from '@system-management/request-context';
import type { OpenAPIObject } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../src/config/settings.js';
import { CaptchaErrors } from '../../src/user/captcha/captcha.errors.js';
import { CAPTCHA_TYPES } from '../../src/user/captcha/delivery/providers/index.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';

const SMPP = 'smpp://a:b@127.0.0.1:2775';
interface Response {
  readonly content: {
    readonly 'application/json': { readonly examples: Record<string, { readonly value: { code: number } }> };
  };
}

describe('/openapi.json and the pages', () => {
  let app: TestApp;
  let document: OpenAPIObject;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
    document = (await (await fetch(`${app.url}/openapi.json`)).json()) as OpenAPIObject;
  });
  afterAll(() => app.close());
  const operation = (path: string) => document.paths[path]!.post ?? document.paths[path]!.get!;

  it('equal the committed openapi.json (update it by npm run openapi)', async () => {
    expect(JSON.parse(await readFile('openapi.json', 'utf8'))).toEqual(document);
  });

  it.each([CAPTCHA, '/api/v1/system/user/self/captcha'])(
    'have a valid example request per type at %s',
    async (path) => {
      const { examples } = (
        operation(path).requestBody as {
          content: Record<string, { examples: Record<string, { value: object }> }>;
        }
      ).content['application/json']!;
      expect(Object.keys(examples)).toEqual(expect.arrayContaining([...CAPTCHA_TYPES]));
      for (const { value } of Object.values(examples))
        expect((await app.post(path, value)).body.code).toBe(0);
    },
  );

  it('document all context headers on both operations, without a default that clients would always send', () => {
    for (const path of [CAPTCHA, `${CAPTCHA}/verify`]) {
      const headers = operation(path).parameters as {
        name: string;
        in: string;
        description: string;
        schema: { default?: string; example?: string };
      }[];
      expect(headers.map(({ name }) => name)).toEqual(Object.values(CONTEXT_HEADERS).map(({ name }) => name));
      expect(headers.every((header) => header.in === 'header')).toBe(true);
      expect(headers.filter(({ schema }) => schema.default !== undefined)).toEqual([]);
      const headerOf = (wanted: string) => headers.find(({ name }) => name === wanted);
      expect(headerOf('Accept-Language')?.schema.example).toBe('en');
      expect(headerOf('iThings-app-code')).toMatchObject({
        description: expect.stringContaining('Default: `core`.') as string,
        schema: { example: 'core' },
      });
    }
  });

  it('list aliases last, with the route they stand for', () => {
    const paths = Object.keys(document.paths);
    const aliases = paths.filter((path) => path.includes('/self/'));
    expect(paths.slice(-aliases.length)).toEqual(aliases);
    for (const path of aliases) {
      expect(operation(path).summary).toMatch(/ \(alias\)$/);
      expect(operation(path).description).toContain(`\`${path.replace('/self', '')}\``);
    }
  });

  it('document every error of issuing with its status', () => {
    const definitions: ErrorDefinition[] = Object.values({ ...CommonErrors, ...CaptchaErrors });
    const documented = errorsOf(CAPTCHA);
    for (const { name, code, status } of definitions) {
      // Only verify answers 1000005; no captcha route checks permissions or creates a unique resource.
      if (['Captcha', 'Permissions', 'Duplicate'].includes(name)) continue;
      expect(documented).toContainEqual({ name, code, status });
    }
    expect(errorsOf(`${CAPTCHA}/verify`)).toContainEqual({ name: 'Captcha', code: 1000005, status: 400 });
  });

  it.each([
    ['/', "'self'"],
    ['/zh-CN', "'self'"],
    ['/docs', "'self'"],
    ['/outbox', "'self'"],
    // Scalar adds style elements.
    ['/reference', "'self' 'unsafe-inline'"],
  ])('serve %s with resources of this server only, under a Content-Security-Policy', async (path, styles) => {
    const response = await fetch(app.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await response.text();
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\/|style=|<script>|[>"]\{\w+\}[<"]/);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const policy = response.headers.get('content-security-policy')?.split(';');
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
    ])
      expect(policy).toContain(directive);
    expect(policy).toContain(`style-src ${styles}`);
    for (const [, file = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      // Relative, because a proxy may serve the pages under a path prefix.
      expect(file).toMatch(/^[#.]/);
      expect((await fetch(new URL(file, app.url + path), { method: 'HEAD' })).status).toBe(200);
    }
  });

  it.each([
    ['say that nothing leaves the machine', {}, true, true],
    ['omit this and the outbox with a real transport', { SMS_DSN: SMPP }, false, false],
    ['omit this with a real transport and OUTBOX=on', { SMS_DSN: SMPP, OUTBOX: 'on' }, false, true],
    ['omit this and the outbox with OUTBOX=off', { OUTBOX: 'off' }, false, false],
  ])('%s', async (_what, env: Environment, isLocal, hasOutbox) => {
    const other = await TestApp.start({ env: { ...UNLIMITED, ...env } });
    const [page, described] = await Promise.all(
      ['/', '/openapi.json'].map(async (path) => (await fetch(other.url + path)).text()),
    );
    expect(/<p>[^<]*No message leaves this machine/.test(page!)).toBe(isLocal);
    expect(described!.includes('wait in the [outbox](outbox)')).toBe(isLocal);
    expect(page!.includes('href="./outbox"')).toBe(hasOutbox);
    await other.close();
  });

  it('are not served with DOCS=off', async () => {
    const bare = await TestApp.start({ env: { DOCS: 'off' } });
    for (const path of ['/docs', '/openapi.json', '/'])
      expect((await fetch(bare.url + path)).status).toBe(404);
    await bare.close();
  });

  function errorsOf(path: string): object[] {
    return Object.entries(operation(path).responses).flatMap(([status, response]) =>
      Object.entries((response as unknown as Response).content['application/json'].examples).map(
        ([name, { value }]) => ({
          name,
          code: value.code,
          status: Number(status),
        }),
      ),
    );
  }
});

describe('GET /outbox/messages', () => {
  it('answers 404 with OUTBOX=off', async () => {
    const app = await TestApp.start({ env: { OUTBOX: 'off' } });
    expect((await app.fetch('/outbox/messages')).status).toBe(404);
    await app.close();
  });

  it('waits for the next message up to `wait` ms', async () => {
    const app = await TestApp.start();
    const pending = app.fetch<{ messages: object[] }>('/outbox/messages?account=late@example.com&wait=5000');
    await app.post(CAPTCHA, { use: 'login', type: 'email', account: 'late@example.com' });
    expect((await pending).body.data.messages).toMatchObject([{ account: 'late@example.com', use: 'login' }]);
    await app.close();
  });

  it.each(['-1', '1.5', 'x', '30001', '1&wait=2'])('refuses wait=%s', async (wait) => {
    const app = await TestApp.start();
    const { body } = await app.fetch<{ errors: object[] }>(`/outbox/messages?wait=${wait}`);
    expect(body).toMatchObject({ code: 100006, data: { errors: [{ field: 'wait', rule: 'isInt' }] } });
    await app.close();
  });

  it('does not delay shutdown', async () => {
    const app = await TestApp.start();
    const pending = app.fetch<{ messages: object[] }>(
      '/outbox/messages?account=never@example.com&wait=30000',
    );
    await app.fetch('/outbox/messages');
    await app.close();
    expect((await pending).body.data.messages).toEqual([]);
  });
});
