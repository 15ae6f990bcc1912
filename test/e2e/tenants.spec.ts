import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TenantRegistry } from '../../src/tenants/tenant.registry.js';
import { CAPTCHA, TestApp } from '../support/app.js';

describe('TenantRegistry: tenants over HTTP', () => {
  let folder: string;
  let file: string;
  let app: TestApp;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenants-'));
    file = join(folder, 'tenants.yaml');
  });
  afterEach(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });
  const start = async (yaml: string, env = {}): Promise<void> => {
    await writeFile(file, `tenants:\n  - code: default\n${yaml}`);
    app = await TestApp.start({ env: { TENANTS_FILE: file, ...env } });
  };
  const acme = { 'iThings-tenant-code': 'acme' };

  it('applies the language, brand, code length and lifetime of a tenant', async () => {
    await start(
      '  - { code: acme, language: zh-CN, brand: { name: Acme }, policy: { email: { lifetime: 60, length: 8 } } }\n',
    );
    const request = { use: 'login', type: 'email', account: 'a@example.com' };
    const { body } = await app.post<{ codeID: string; expire: number }>(CAPTCHA, request, acme);
    expect(body.data.expire).toBe(60);
    const mail = await app.delivered(body.data.codeID);
    expect(mail).toMatchObject({
      tenant: 'acme',
      language: 'zh-CN',
      code: expect.stringMatching(/^\d{8}$/) as string,
    });
    expect(mail.subject).toContain('Acme');
  });

  it('limits a purpose and its code policy to the tenant that defines it', async () => {
    await start(
      '  - { code: acme, policy: { purposes: { pay: { image: { length: 4 }, requiresLogin: false } } } }\n',
    );
    const { body } = await app.post<{ codeID: string }>(CAPTCHA, { use: 'pay', type: 'image' }, acme);
    expect((await app.delivered(body.data.codeID)).code).toHaveLength(4);
    expect((await app.post(CAPTCHA, { use: 'pay', type: 'image' })).body.code).toBe(100006);
  });

  it('answers a disabled tenant like an unknown one', async () => {
    await start('  - { code: acme, enabled: false }\n');
    const request = { use: 'login', type: 'image' };
    const disabled = await app.post(CAPTCHA, request, acme);
    const unknown = await app.post(CAPTCHA, request, { 'iThings-tenant-code': 'nowhere' });
    expect(disabled.body).toEqual(unknown.body);
  });

  it('serves a tenant added to the file after reload(), without a restart', async () => {
    await start('');
    expect((await app.post(CAPTCHA, { use: 'login', type: 'image' }, acme)).body.code).toBe(100006);
    await writeFile(file, 'tenants:\n  - code: default\n  - code: acme\n');
    await app.nest.get(TenantRegistry).reload();
    expect((await app.post(CAPTCHA, { use: 'login', type: 'image' }, acme)).body.code).toBe(0);
  });

  it('answers 503 if neither the tenant nor the settings configure a transport', async () => {
    await start('  - { code: acme, mail: { dsn: "outbox:" } }\n', { MAIL_DSN: '' });
    const request = { use: 'login', type: 'email', account: 'a@example.com' };
    expect(await app.post(CAPTCHA, request)).toMatchObject({ status: 503, body: { code: 100021 } });
    expect((await app.post(CAPTCHA, request, acme)).body.code).toBe(0);
  });

  it('ends an SMS with a WebOTP line if the tenant has a domain', async () => {
    await start('  - { code: acme, domain: app.acme.example }\n');
    const request = { use: 'login', type: 'phone', account: '13800138000' };
    const { body } = await app.post<{ codeID: string }>(CAPTCHA, request, acme);
    const { text, code } = await app.delivered(body.data.codeID);
    expect(text.split('\n').at(-1)).toBe(`@app.acme.example #${code}`);
  });

  it('answers 1000100 if the tenant’s transport fails', async () => {
    await start('  - { code: acme, mail: { dsn: "smtp://127.0.0.1:1?from=no-reply@acme.example" } }\n');
    const request = { use: 'login', type: 'email', account: 'a@example.com' };
    expect(await app.post(CAPTCHA, request, acme)).toMatchObject({ status: 502, body: { code: 1000100 } });
  });
});
