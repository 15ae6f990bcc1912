import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { TestApp } from '../support/app.js';
import { describeWithBuild } from '../support/vitest/describe-with-build.js';

const run = promisify(execFile);
const readme = await readFile('README.md', 'utf8');

/** The fenced blocks of a section that name a language. */
const blocksIn = (section: string, language: string): readonly string[] => {
  const [, text = ''] = readme.split(`\n## ${section}\n`);
  const [own = ''] = text.split(/\n## /);
  return [...own.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, code = '']) => code,
  );
};

describe('README.md: what it says to paste', () => {
  let app: TestApp;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readme-'));
    app = await TestApp.start();
  });
  afterEach(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  const here = (code: string): string => code.replaceAll('http://127.0.0.1:3000', app.url);
  /** Pastes into one shell, and returns what it prints to standard output. */
  const paste = async (...blocks: readonly string[]): Promise<string> =>
    (await run('sh', ['-c', here(blocks.join('\n'))])).stdout;

  it('requests a code, reads it in the outbox, and verifies it', async () => {
    const output = await paste(...blocksIn('First request', 'sh'));
    const [issued = '', verified = ''] = output.split('}{').map((part) => part.replace(/^{?/, '{'));
    expect(JSON.parse(`${issued}}`)).toMatchObject({
      code: 0,
      data: { url: '', expire: 180, sentTo: 'j***@e***.com' },
    });
    expect(JSON.parse(verified)).toMatchObject({
      code: 0,
      data: { ticket: expect.stringMatching(/^ey/) as string, expire: 300 },
    });
  });

  it('is the request of the source page, with each of its headers', async () => {
    const [request = ''] = blocksIn('Compatibility with the source page', 'sh');
    expect(request.match(/--header/g)).toHaveLength(11);
    expect(JSON.parse(await paste(request))).toMatchObject({ code: 0, msg: 'success' });
  });

  it('is a test that passes', async () => {
    const [code = ''] = blocksIn('Use it from a test', 'js');
    await writeFile(join(folder, 'login.test.mjs'), here(code));
    const { stdout } = await run(process.execPath, ['--test', 'login.test.mjs'], { cwd: folder });
    expect(stdout).toMatch(/pass 1\n.*fail 0/s);
  });
});

describeWithBuild('dist/main.js', 'README.md: how to get the field', () => {
  it('packs two files that a project can install beside altcha-lib, the only other package it needs', async () => {
    const [pack = '', ...args] = /npm pack -w libs\/human-input [^`]*/.exec(readme)?.[0].split(' ') ?? [];
    const folder = await mkdtemp(join(tmpdir(), 'field-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await run(pack, [...args, '--pack-destination', folder]);
    const files = await readdir(folder);
    expect(files).toHaveLength(2);
    await run(pack, ['pack', './node_modules/altcha-lib', '--pack-destination', folder]);
    // An empty cache: what else the machine has downloaded must not matter.
    const offline = ['--offline', '--no-audit', '--ignore-scripts', '--cache', join(folder, 'cache')];
    const packages = (await readdir(folder)).map((file) => `./${file}`);
    await run('npm', ['install', ...offline, ...packages], { cwd: folder });
    const program =
      "import('@system-management/captcha-widget').then(({ CaptchaField }) => console.log(CaptchaField.name))";
    const { stdout } = await run(process.execPath, ['-e', program], { cwd: folder });
    expect(stdout.trim()).toBe('CaptchaField');
  });
});
