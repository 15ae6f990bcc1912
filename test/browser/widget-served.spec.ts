import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FALLBACK_LANGUAGE, LANGUAGE_TAGS } from '../../src/languages/index.js';
import { TestApp } from '../support/app.js';
import { BUNDLE, describeWidget } from './support/widget.js';

/** Text files: the languages of the server, other than English. */
const LANGUAGES = LANGUAGE_TAGS.filter((tag) => tag !== FALLBACK_LANGUAGE).sort();

function importsOf(source: string): readonly string[] {
  return [...source.matchAll(/\bimport\b(?!\.meta)[^)]*\)?/g)].map(([statement]) => statement).sort();
}

describe('captcha-field.js: the bundle', () => {
  it('is one module that imports only on demand, of at most 8 KiB gzipped', async () => {
    const source = await readFile(BUNDLE, 'utf8');
    expect(importsOf(source)).toEqual(
      ['loaders', 'step-up'].map((name) => `import("./captcha-field/${name}.js")`),
    );
    expect(gzipSync(source, { level: 9 }).length).toBeLessThanOrEqual(8192);
  });

  it('has one file per language and three more, of at most 2 KiB gzipped', async () => {
    const folder = BUNDLE.replace('.js', '');
    const files = [...LANGUAGES, 'loaders', 'solver', 'step-up'].map((name) => `${name}.js`).sort();
    expect((await readdir(folder)).sort()).toEqual(files);
    for (const file of files)
      expect(gzipSync(await readFile(`${folder}/${file}`)).length).toBeLessThanOrEqual(2048);
    expect(importsOf(await readFile(`${folder}/loaders.js`, 'utf8'))).toEqual(
      LANGUAGES.map((tag) => `import("./${tag}.js")`),
    );
  });
});

describeWidget('/captcha-field.js', (host) => {
  it('sends requests to the origin of its script on a page of another origin', async () => {
    const { page, context, problems } = await host.open();
    onTestFinished(() => context.close());
    const body = `<!doctype html><script type="module" src="${host.app.url}/captcha-field.js"></script><captcha-field></captcha-field>`;
    const shop = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end(body);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void shop.close());
    await once(shop, 'listening');
    await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/login`);
    await page.getByRole('img').waitFor();
    expect(problems).toEqual([]);
  });

  it('is served gzipped, with an ETag, to any origin', async () => {
    const response = await fetch(`${host.app.url}/captcha-field.js`, {
      headers: { Origin: 'https://shop.example' },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(await readFile(BUNDLE, 'utf8'));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': expect.stringContaining('max-age') as string,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const conditional = { headers: { 'If-None-Match': response.headers.get('etag')! } };
    expect((await fetch(`${host.app.url}/captcha-field.js`, conditional)).status).toBe(304);
    const plain = await fetch(`${host.app.url}/captcha-field.js`, {
      headers: { 'Accept-Encoding': 'identity' },
    });
    expect(plain.headers.get('content-encoding')).toBe(null);
  });

  it.each(LANGUAGES)(
    'is served with the texts of %s, which caches keep as long as the script',
    async (tag) => {
      const headers = { headers: { Origin: 'https://shop.example' } };
      const response = await fetch(`${host.app.url}/captcha-field/${tag}.js`, headers);
      const script = await fetch(`${host.app.url}/captcha-field.js`, headers);
      expect(response.status).toBe(200);
      for (const name of [
        'content-type',
        'cache-control',
        'access-control-allow-origin',
        'cross-origin-resource-policy',
      ])
        expect(response.headers.get(name)).toBe(script.headers.get(name));
      expect(response.headers.get('etag')).not.toBe(script.headers.get('etag'));
      expect(await response.text()).toContain('{to}');
    },
  );

  it('can be imported without a document, for server-side rendering', async () => {
    const { CaptchaField } = (await import(`../../${BUNDLE}`)) as { CaptchaField: unknown };
    expect(CaptchaField).toBeTypeOf('function');
  });

  it('varies by Origin, so that caches keep the responses of allowed origins apart', async () => {
    const origins = ['https://a.example', 'https://b.example'];
    const strict = await TestApp.start({ env: { CORS_ORIGINS: origins.join() } });
    for (const origin of origins) {
      const { headers } = await fetch(`${strict.url}/captcha-field.js`, { headers: { Origin: origin } });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('vary')?.split(', ')).toEqual(expect.arrayContaining(['Origin', 'Accept-Encoding']));
    }
    await strict.close();
  });

  it('is served with DOCS=off', async () => {
    const bare = await TestApp.start({ env: { DOCS: 'off' } });
    expect((await fetch(`${bare.url}/captcha-field.js`)).status).toBe(200);
    await bare.close();
  });
});
