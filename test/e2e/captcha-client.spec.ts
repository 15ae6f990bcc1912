import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createCaptchaClient } from '@system-management/captcha-client';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';

const MODES = [{}, { ERROR_STATUS: '400' }, { ERROR_STATUS: '200' }, { SUCCESS_CODE: '200' }] as const;
const EMAIL = { use: 'login', type: 'email', account: 'you@example.com' } as const;

describe.each(MODES)('createCaptchaClient() for a server with %o', (env) => {
  let app: TestApp;
  beforeAll(async () => (app = await TestApp.start({ env })));
  afterAll(() => app.close());

  it('returns a success as data', async () => {
    const { data, error } = await createCaptchaClient({ baseUrl: app.url }).POST(CAPTCHA, { body: EMAIL });
    expect(error).toBeUndefined();
    expect(data?.data.sentTo).toBe('y***@e***.com');
  });

  it('returns a failure as error, whose code gives its data a type', async () => {
    const body = { ...EMAIL, account: 'no address' };
    const { data, error } = await createCaptchaClient({ baseUrl: app.url }).POST(CAPTCHA, { body });
    expect(data).toBeUndefined();
    if (error?.code !== 100006) throw new Error(`${error?.code}`);
    expect(error.data.errors?.[0]?.field).toBe('account');
  });

  it('returns the keys of tickets, which have no envelope, as data', async () => {
    const { data } = await createCaptchaClient({ baseUrl: app.url }).GET('/.well-known/jwks.json');
    expect(data?.keys).toHaveLength(1);
  });
});

/** The exports of the example in the README. */
interface Example {
  readonly sendCode: () => Promise<{ codeID: string; picture?: string }>;
  readonly ticketFor: (codeID: string, code: string) => Promise<string | undefined>;
}

describe('libs/captcha-client/README.md: the example', () => {
  let folder: string;
  let app: TestApp;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'client-readme-')));
    const tenants = await writeTenantsFile(unlimitedTenants());
    app = await TestApp.start({ env: tenants.env });
    await tenants.remove();
    const readme = await readFile('libs/captcha-client/README.md', 'utf8');
    const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    await writeFile(join(folder, 'example.ts'), code.replace('https://captcha.example.com', app.url));
    await mkdir(join(folder, 'node_modules/@system-management'), { recursive: true });
    for (const name of ['@system-management/captcha-client', 'openapi-fetch'])
      await symlink(resolve('node_modules', name), join(folder, 'node_modules', name));
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it('compiles strictly', async () => {
    const options = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noEmit'];
    const target = ['--target', 'es2023', '--module', 'nodenext', '--customConditions', 'source'];
    const args = [resolve('node_modules/typescript/bin/tsc'), ...options, ...target, 'example.ts'];
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const errors = await promisify(execFile)(process.execPath, args, { cwd: folder }).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
    expect(errors).toBe('');
  });

  it('sends a code and returns a ticket for it, but not for another code', async () => {
    const outfile = join(folder, 'example.mjs');
    const entryPoints = [join(folder, 'example.ts')];
    await build({
      entryPoints,
      outfile,
      bundle: true,
      format: 'esm',
      conditions: ['source'],
      logLevel: 'silent',
    });
    const { sendCode, ticketFor } = (await import(/* @vite-ignore */ outfile)) as Example;
    const { codeID, picture } = await sendCode();
    expect(picture).toBeUndefined();
    const { code } = await app.delivered(codeID);
    expect(await ticketFor(codeID, code === '000000' ? '111111' : '000000')).toBeUndefined();
    expect(await ticketFor(codeID, code)).toMatch(/^ey/);
  });
});
