import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTEXT_HEADERS, type ContextHeader } from '@system-management/request-context';
import { CAPTCHA, TestApp } from '../support/app.js';
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

describeWithBrowser('/reference: Scalar in a browser', (open) => {
  describe.each([
    [CAPTCHA, { use: 'login', type: 'image' }],
    [`${CAPTCHA}/verify`, { use: 'login', type: 'image', codeID: 'Y1goJMD3qvs6jZ63QUXN', code: 'WK4H7D' }],
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
