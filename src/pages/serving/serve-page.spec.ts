import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import helmet from '@fastify/helmet';
import { fastify, type FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Page } from './page.js';
import { servePage } from './serve-page.js';

const TEXTS = { en: { hello: 'Hello </script> {name}' }, 'zh-CN': { hello: '你好' } };

describe('servePage()', () => {
  let folder: string;
  let server: FastifyInstance;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'page-'));
    server = fastify();
    await server.register(helmet, { global: false });
    return async () => {
      await server.close();
      await rm(folder, { recursive: true });
    };
  });

  async function serve(source: string, page: Partial<Page> = {}): Promise<void> {
    const html = pathToFileURL(join(folder, 'a.html'));
    await writeFile(html, source);
    await servePage(server, {
      path: '/a',
      label: 'a',
      link: { en: 'A' },
      html,
      files: {},
      texts: TEXTS,
      ...page,
    });
  }
  const get = (url: string, language = 'en') =>
    server.inject({ url, headers: { 'accept-language': language } });

  it('sends the page in the language of the caller', async () => {
    await serve('<html lang="{language}">{hello}');
    const { body, headers } = await get('/a', 'zh-HK');
    expect([body, headers['content-language']]).toEqual(['<html lang="zh-CN">你好', 'zh-CN']);
    expect((await get('/a', 'sv')).headers['content-language']).toBe('en');
  });

  it('escapes texts, and does not expand placeholders inside them', async () => {
    await serve('<p>{hello}</p><script>{json}</script>', { parts: () => ({ name: 'never' }) });
    expect((await get('/a')).body).toBe(
      '<p>Hello &lt;/script&gt; {name}</p><script>{"hello":"Hello \\u003c/script> {name}"}</script>',
    );
  });

  it('fills placeholders of all pages', async () => {
    const html = pathToFileURL(join(folder, 'a.html'));
    await writeFile(html, '{shared}');
    const page = { path: '/a', label: 'a', link: { en: 'A' }, html, files: {} };
    await servePage(server, page, { placeholders: { shared: 'true' } });
    expect((await get('/a')).body).toBe('true');
  });

  it('computes parts for each response', async () => {
    let count = 0;
    const parts: Page['parts'] = (language, { url }) => ({
      part: `<b>${language} ${url} ${(count += 1)}</b>`,
    });
    await serve('{part}', { parts });
    expect([(await get('/a')).body, (await get('/a?x')).body]).toEqual([
      '<b>en /a 1</b>',
      '<b>en /a?x 2</b>',
    ]);
  });

  it.each([
    ['/', '/', './'],
    ['/', '/en', './'],
    ['/a', '/a', './'],
    ['/a', '/a/en', '../'],
  ])('fills {root} of %s at %s with the relative URL of /: %s', async (path, url, root) => {
    await serve('{root}', { path, hasUrlPerLanguage: true });
    expect((await get(url)).body).toBe(root);
  });

  it('fills {head} with links to all pages and to the languages of the page, and marks the current ones; a language in the URL is kept', async () => {
    const perLanguage = { texts: TEXTS, hasUrlPerLanguage: true };
    const pages = [
      { path: '/', link: { en: 'Home' } },
      { path: '/a', link: { en: 'A & B', 'zh-CN': '甲' }, ...perLanguage },
      { path: '/c', link: { en: 'C' }, ...perLanguage },
    ].map((page) => ({ label: '', html: pathToFileURL(join(folder, 'a.html')), files: {}, ...page }));
    await writeFile(join(folder, 'a.html'), '{head}');
    await servePage(server, pages[1]!, { pages });
    const linksAt = async (url: string) =>
      [...(await get(url)).body.matchAll(/<a ([^>]*)>([^<]*)/g)].map(([, attributes, text]) => [
        /href="([^"]*)"/.exec(attributes!)?.[1],
        text,
        attributes!.includes('aria-current'),
      ]);
    expect(await linksAt('/a')).toEqual([
      ['./', 'Home', false],
      ['./a', 'A &amp; B', true],
      ['./c', 'C', false],
      ['./a/en', 'English', true],
      ['./a/zh-CN', '简体中文', false],
    ]);
    expect(await linksAt('/a/zh-CN')).toEqual([
      ['../', 'Home', false],
      ['../a/zh-CN', '甲', true],
      ['../c/zh-CN', 'C', false],
      ['../a/en', 'English', false],
      ['../a/zh-CN', '简体中文', true],
    ]);
  });

  it.each([
    ['/a/', '../a'],
    ['/a/?b=1?2/', '../a?b=1?2/'],
    ['/a/en/', '../en'],
  ])('redirects %s to %s, so that relative URLs resolve', async (url, location) => {
    await server.close();
    server = fastify({ routerOptions: { ignoreTrailingSlash: true } });
    await server.register(helmet, { global: false });
    await serve('{hello}', { hasUrlPerLanguage: true });
    const { statusCode, headers } = await get(url);
    expect([statusCode, headers.location, headers['cache-control']]).toEqual([308, location, 'no-store']);
    expect((await get('/a?b/')).statusCode).toBe(200);
  });

  it.each([
    ['/a', '/a/zh-CN'],
    ['/', '/zh-CN'],
  ])('serves %s also at a URL per language, such as %s, with hasUrlPerLanguage', async (path, address) => {
    await serve('{hello}', { path, hasUrlPerLanguage: true });
    for (const url of [path, address])
      expect((await get(url)).headers['content-security-policy']).toMatch(/^default-src 'none';/);
    expect((await get(address)).body).toBe('你好');
  });

  it('refuses requests by `check`, for the page, its URLs per language and its files', async () => {
    const file = pathToFileURL(join(folder, 'a.js'));
    await writeFile(file, 'a');
    const check: Page['check'] = ({ headers }) => {
      if (headers['x-stranger']) throw Object.assign(new Error('no'), { statusCode: 403 });
    };
    await serve('{hello}', { files: { '/a.js': file }, hasUrlPerLanguage: true, check });
    for (const url of ['/a', '/a/en', '/a.js']) {
      expect((await get(url)).statusCode).toBe(200);
      const refused = await server.inject({ url, headers: { 'x-stranger': '1' } });
      expect([url, refused.statusCode]).toEqual([url, 403]);
    }
  });

  it('answers a refusal by the error handler that is set after it', async () => {
    const check: Page['check'] = () => {
      throw new Error('no');
    };
    await serve('{hello}', { check });
    server.setErrorHandler(async (_error, _request, reply) => reply.code(418).send('late'));
    expect((await get('/a')).statusCode).toBe(418);
  });

  it('serves no URL per language by default', async () => {
    await serve('{hello}');
    expect((await get('/a/zh-CN')).statusCode).toBe(404);
  });
});
