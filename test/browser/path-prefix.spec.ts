import type { Page } from 'playwright-core';
import { describeWithCommand, freePort } from '@system-management/challenge-store/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, TestApp, UNLIMITED } from '../support/app.js';
import { describeWithBrowser } from '../support/browser/browser.js';
import { startHaproxy } from '../support/haproxy.js';

/** What each page shows once its scripts have run. */
const PAGES = {
  '/': 'captcha-field >> role=textbox',
  '/en': 'captcha-field >> role=textbox',
  '/zh-CN': 'captcha-field >> role=textbox',
  '/docs': `.opblock-summary-path[data-path="${CAPTCHA}"]`,
  '/docs/zh-CN': `.opblock-summary-path[data-path="${CAPTCHA}"]`,
  '/reference': '.request-card >> nth=0',
  '/reference/zh-CN': '.request-card >> nth=0',
  '/outbox': '[data-type=image]:has-text("1")',
};

/** A proxy that serves the service under `/svc`, and redirects `/svc` as `location /svc/` of nginx does. */
const config = (port: number, servicePort: number): string => `
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend web
  bind 127.0.0.1:${port}
  http-request redirect code 301 location /svc/ if { path /svc }
  http-request deny deny_status 404 unless { path_beg /svc/ }
  http-request replace-path /svc(/.*) \\1
  default_backend service
backend service
  server app 127.0.0.1:${servicePort}
`;

describeWithCommand('haproxy', '/svc: pages behind a proxy that strips this path prefix', () => {
  describeWithBrowser('in a browser', (open) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await TestApp.start({ env: UNLIMITED });
      await app.post(CAPTCHA, { use: 'login', type: 'image' });
    });
    afterAll(() => app.close());

    /** Starts the proxy. Returns the URL under which it serves the service. */
    async function startProxy(): Promise<string> {
      const port = await freePort();
      await startHaproxy(config(port, Number(new URL(app.url).port)), port);
      return `http://127.0.0.1:${port}/svc`;
    }

    /** Opens a page. `failures` are requests that failed or left the prefix. */
    async function visit(path: keyof typeof PAGES, suffix = '', base?: string) {
      base ??= await startProxy();
      const { page, context, problems } = await open({ locale: 'en-US' });
      onTestFinished(() => context.close());
      const failures: string[] = [];
      page.on('response', (response) => {
        const url = response.url();
        const isBelow = url.startsWith(`${base}/`) || /^(data|blob):/.test(url);
        if (response.status() >= 400 || !isBelow) failures.push(`${response.status()} ${url}`);
      });
      await page.goto(base + path + suffix);
      await page.locator(PAGES[path]).first().waitFor();
      const expectNoFailure = () => expect([...problems, ...failures]).toEqual([]);
      return { page, base, expectNoFailure };
    }

    const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

    it.each(Object.keys(PAGES) as (keyof typeof PAGES)[])(
      'loads %s with a trailing slash, and everything that it loads and links exists',
      async (path) => {
        for (const start of [startProxy, async () => app.url]) {
          const suffix = path === '/' ? '?from=mail' : '/?from=mail';
          const { page, base, expectNoFailure } = await visit(path, suffix, await start());
          expect(page.url()).toBe(`${base}${path}?from=mail`);
          const urls = await page.evaluate<string[]>(
            `[...document.querySelectorAll('[href], [src]')].map(({ href, src }) => href ?? src)`,
          );
          const own = new Set(urls.filter((url) => url.startsWith(new URL(base).origin)));
          expect(own.size).toBeGreaterThan(2);
          for (const url of own) {
            expect(url).toMatch(`${base}/`);
            expect([url, (await fetch(url)).status]).toEqual([url, 200]);
          }
          expectNoFailure();
        }
      },
    );

    it('issues and verifies in the playground, and shows calls with the prefix', async () => {
      const { page, base, expectNoFailure } = await visit('/');
      await page.getByRole('radio', { name: 'E-mail' }).check();
      await press(page, 'Send code');
      await press(page, 'Fill in this code');
      await press(page, 'Verify');
      await page.getByText('Signature valid').waitFor();
      await page.locator('#verdict').getByText('/svc/.well-known/jwks.json').waitFor();
      const call = page.locator('.call').first();
      expect(await call.locator('pre').first().innerText()).toContain(`curl '${base}${CAPTCHA}/verify'`);
      expectNoFailure();
    });

    it('switches the language and opens the other pages by their links', async () => {
      const { page, base, expectNoFailure } = await visit('/');
      await page.getByRole('link', { name: '简体中文' }).click();
      await page.getByRole('heading', { name: '试用验证码' }).waitFor();
      expect(page.url()).toBe(`${base}/zh-CN`);
      await page.getByRole('link', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Try a verification code' }).waitFor();
      for (const [name, path] of [
        ['Outbox', '/outbox'],
        ['Try the API', '/docs'],
        ['Reference', '/reference'],
      ] as const) {
        await page.getByRole('link', { name, exact: true }).click();
        await page.locator(PAGES[path]).first().waitFor();
        // The language of the URL is kept.
        expect(page.url()).toBe(`${base}${path}/en`);
        await page.goBack();
        await page.locator(PAGES['/']).waitFor();
      }
      expectNoFailure();
    });

    it('shows a message and its mail in the outbox', async () => {
      const request = { use: 'login', type: 'email', account: 'outbox@example.com' };
      const { body } = await app.post(CAPTCHA, request);
      const { code } = await app.delivered(body.data['codeID']);
      const { page, expectNoFailure } = await visit('/outbox');
      const card = page.getByRole('article').filter({ hasText: request.account });
      await card.frameLocator('iframe').getByText(code, { exact: true }).waitFor();
      expectNoFailure();
    });

    it('executes an operation in Swagger UI', async () => {
      const { page, base, expectNoFailure } = await visit('/docs');
      const operation = page.locator(`.opblock:has([data-path="${CAPTCHA}"])`);
      await operation.locator('.opblock-summary-control').click();
      await operation.locator('.body-param__text').fill(JSON.stringify({ use: 'login', type: 'image' }));
      await operation.getByRole('button', { name: 'Execute' }).click();
      await operation.getByRole('img', { name: 'data.url as a picture' }).waitFor();
      expect(await operation.locator('.curl').innerText()).toContain(`'${base}${CAPTCHA}'`);
      expect(await operation.locator('.request-url').innerText()).toContain(base + CAPTCHA);
      expectNoFailure();
    });

    it('shows samples in Scalar, and sends its test request', async () => {
      const { page, base, expectNoFailure } = await visit('/reference');
      await page.goto(`${base}/reference#tag/user--captcha/POST${CAPTCHA}`);
      const card = page.locator('.request-card').filter({ has: page.getByText(CAPTCHA, { exact: true }) });
      await card.getByText(`curl ${base}${CAPTCHA}`).waitFor();
      await card.getByRole('button', { name: /^Test Request/ }).click();
      const [response] = await Promise.all([
        page.waitForResponse(base + CAPTCHA),
        page.locator('button', { hasText: /^Send/ }).first().click(),
      ]);
      expect(response.status()).toBe(200);
      expectNoFailure();
    });
  });
});
