import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXT_HEADERS, type ContextHeader } from '@system-management/request-context';
import { CAPTCHA, TestApp, UNLIMITED } from '../support/app.js';
import { describeWithBrowser, type WatchedPage } from '../support/browser/browser.js';

/** The languages of the source document, each with the id of a client in Scalar. */
const LANGUAGES = {
  Shell: 'shell/curl',
  JavaScript: 'js/fetch',
  Java: 'java/nethttp',
  Swift: 'swift/nsurlsession',
  Go: 'go/native',
  PHP: 'php/curl',
  Python: 'python/requests',
  HTTP: 'http/http1.1',
  C: 'c/libcurl',
  'C#': 'csharp/httpclient',
  'Objective-C': 'objc/nsurlsession',
  Ruby: 'ruby/native',
  OCaml: 'ocaml/cohttp',
  Dart: 'dart/http',
  R: 'r/httr',
};

/** The example that comes first. */
const MAIL = { use: 'login', type: 'email', account: '603785348@qq.com' };

describeWithBrowser('/reference: Scalar in a browser', (open) => {
  describe('the page', () => {
    let app: TestApp;
    beforeAll(async () => {
      app = await TestApp.start({ env: UNLIMITED });
    });
    afterAll(() => app.close());

    /** Opens the reference at the operation that issues, or at its alias. */
    async function visit(path = '/reference') {
      const watched = await open({ locale: 'en-US' });
      await watched.page.goto(`${app.url}${path}#tag/user--captcha/POST${CAPTCHA}`);
      const { page } = watched;
      const card = page.locator('.request-card').filter({ has: page.getByText(CAPTCHA, { exact: true }) });
      await card.waitFor();
      return { ...watched, card };
    }

    it('shows the picture in the response to a test request, until it is closed', async () => {
      const { page, context, problems, card } = await visit();
      await card.getByTestId('example-picker').click();
      await page.getByRole('option', { name: 'Image captcha', exact: true }).click();
      await card.getByRole('button', { name: /^Test Request/ }).click();
      await page.locator('button', { hasText: /^Send/ }).first().click();
      const picture = page.getByRole('img', { name: 'data.url as a picture' });
      await picture.waitFor();
      expect(await picture.evaluate((image) => (image as { naturalWidth?: number }).naturalWidth)).toBe(240);
      await page.getByRole('status', { name: 'Response to the test request' }).getByRole('button').click();
      await picture.waitFor({ state: 'hidden' });
      expect(problems).toEqual([]);
      await context.close();
    });

    it('shows examples of headers and fields without a pointer over them, and the values of enums', async () => {
      const { page, context } = await visit();
      for (const value of ['1764806234122309632', 'core', 'default', 'en', MAIL.account, 'login'])
        await page.getByText(`Example: ${value}`).first().waitFor();
      const values = page.locator('.property-enum-value-label');
      expect(await values.allInnerTexts()).toEqual(
        expect.arrayContaining(['email', 'phone', 'image', 'audio']),
      );
      await context.close();
    });

    it('lists aliases after all other operations', async () => {
      const { page, context } = await visit();
      const tags = page.getByRole('navigation').locator('[data-sidebar-id*="/tag/"]');
      const ids = await tags.evaluateAll((all) => all.map((tag) => (tag as Sidebar).dataset.sidebarId));
      const groups = [...new Set(ids.map((id) => id.split('/tag/')[1]?.split('/')[0]))];
      expect(groups).toEqual(['user--captcha', 'tickets', 'outbox', 'aliases']);
      await context.close();
    });

    it('is in Chinese at /reference/zh-CN, with the document in Chinese', async () => {
      const documents: string[] = [];
      const { page, context, problems } = await open({ locale: 'en-US' });
      page.on('request', (request) => documents.push(request.url()));
      await page.goto(`${app.url}/reference/zh-CN`);
      await page.locator('.request-card').first().waitFor();
      expect(await page.title()).toBe('系统管理接口文档');
      expect(documents).toContain(`${app.url}/openapi.json?lang=zh-CN`);
      // Links of descriptions are relative to the document, wherever the page is.
      await page.locator(`.introduction-section a[href$="../outbox"]`).first().waitFor();
      expect(problems).toEqual([]);
      await context.close();
    });
  });

  describe.each([
    [CAPTCHA, MAIL],
    [`${CAPTCHA}/verify`, { ...MAIL, codeID: 'Y1goJMD3qvs6jZ63QUXN', code: '637828' }],
  ])('at %s', (path, body) => {
    let app: TestApp;
    let watched: WatchedPage;
    beforeAll(async () => {
      app = await TestApp.start();
      watched = await open();
      await watched.page.goto(`${app.url}/reference#tag/user--captcha/POST${path}`);
    });
    afterAll(() => app.close());

    it.each(Object.entries(LANGUAGES))('has a complete sample in %s', async (_language, client) => {
      const { page } = watched;
      const card = page.locator('.request-card').filter({ has: page.getByText(path, { exact: true }) });
      await card.getByTestId('client-picker').click();
      await page.locator(`[role=option][id$="-${client}"]`).click();
      expectRequest(await card.locator('pre').innerText(), path, body);
    });

    it('causes no errors, CSP violations or requests to other hosts', () => {
      expect(watched.problems).toEqual([]);
    });
  });
});

/** What a test needs of the DOM, whose types this project does not load. */
interface Sidebar {
  readonly dataset: { readonly sidebarId: string };
}

/** Expects path, method, content type, every header with a default and each field of the body, in any syntax. */
function expectRequest(text: string, path: string, body: Readonly<Record<string, string>>): void {
  expect(text).toContain(path);
  expect(text).toMatch(/post/i);
  // C# and R set the type with the body.
  expect(text).toContain('application/json');
  for (const { name, default: preset } of Object.values<ContextHeader>(CONTEXT_HEADERS)) {
    if (preset) expect(text).toMatch(new RegExp(`${name}\\W+${preset}\\b`));
  }
  for (const [name, value] of Object.entries(body))
    expect(text).toMatch(new RegExp(`${name}\\W+${value}\\b`));
}
