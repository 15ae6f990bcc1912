import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CommonErrors, type ErrorDefinition } from '@system-management/envelope';
import { CONTEXT_HEADERS, type ContextHeader } from '@system-management/request-context';
import { documented } from '../../src/pipeline/api-errors.js';
import { CaptchaErrors } from '../../src/user/captcha/captcha.errors.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';
import { describeWithBrowser, type WatchedPage } from '../support/browser/browser.js';

const IMAGE = { use: 'login', type: 'image' };
const PHONE = { width: 320, height: 700 };
/** The source document's own token, which has expired. */
const EXPIRED =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJVaWQiOiIxIiwiUm9sZSI6MSwiZXhwIjoxNzAwMDAwMDAwfQ.c2lnbmF0dXJl';

describeWithBrowser('/docs: Swagger UI in a browser', (open) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  /** Opens a page of Swagger UI and expands one operation. */
  async function openOperation(
    path: string,
    { url = '/docs', ...options }: BrowserContextOptions & { readonly url?: string } = {},
  ): Promise<WatchedPage & { readonly operation: Locator }> {
    const watched = await open(options);
    await watched.page.goto(app.url + url);
    const operation = watched.page.locator('.opblock').filter({ has: exact(watched.page, path) });
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Execute' }).waitFor();
    return { ...watched, operation };
  }

  async function execute(operation: Locator, body?: object): Promise<void> {
    if (body) await operation.locator('.body-param__text').fill(JSON.stringify(body));
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table .response').waitFor();
  }

  it('shows the picture of an issued image, without errors, CSP violations or requests to other hosts', async () => {
    const { context, problems, operation } = await openOperation(CAPTCHA);
    await execute(operation, IMAGE);
    await expect.poll(() => widthOf(operation.getByRole('img', { name: 'data.url as a picture' }))).toBe(240);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows the picture of a step-up refusal', async () => {
    const { context, operation } = await openOperation(CAPTCHA);
    const answer = { codeID: 'Y1goJMD3qvs6jZ63QUXN', code: 'AAAAAA' };
    await execute(operation, { use: 'login', type: 'email', account: 'a@example.com', ...answer });
    expect(await operation.locator('.live-responses-table .response').innerText()).toContain('1000034');
    await expect.poll(() => widthOf(operation.getByRole('img', { name: 'data.url as a picture' }))).toBe(240);
    await context.close();
  });

  it('adds no media to a response without a picture', async () => {
    const { context, operation } = await openOperation(CAPTCHA);
    await execute(operation, { use: 'login', type: 'email', account: 'b@example.com' });
    expect(await operation.locator('.response-media').count()).toBe(0);
    await context.close();
  });

  it('sends the prefilled default of every header', async () => {
    const { page, context, operation } = await openOperation(CAPTCHA);
    const sent = page.waitForRequest((request) => request.url().endsWith(CAPTCHA));
    await execute(operation);
    const headers = (await sent).headers();
    for (const { name, default: preset } of Object.values<ContextHeader>(CONTEXT_HEADERS)) {
      if (preset) expect(headers[name.toLowerCase()]).toBe(preset);
    }
    await context.close();
  });

  it('signs in with a demo token, which wins over a token in the parameter of the header', async () => {
    const { page, context, problems, operation } = await openOperation(CAPTCHA);
    const header = operation.locator('[data-param-name="iThings-token"] input');
    await header.fill(EXPIRED);
    await page.getByRole('button', { name: 'Use a demo token' }).click();
    await page.getByText('Requests carry a token of user 1').waitFor();
    await execute(operation, { use: 'changePwd', type: 'image' });
    await expect.poll(() => widthOf(operation.getByRole('img', { name: 'data.url as a picture' }))).toBe(240);
    expect(await header.inputValue()).toBe(EXPIRED);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('offers no demo token where the server gives none', async () => {
    const bare = await TestApp.start({ env: { USER_TOKEN_SECRET: '' } });
    onTestFinished(() => bare.close());
    const { page, context } = await open();
    await page.goto(`${bare.url}/docs`);
    await page.getByRole('button', { name: 'Authorize', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Use a demo token' }).count()).toBe(0);
    await context.close();
  });

  it('opens the verification of an issued code, filled in with its body and headers', async () => {
    const { page, context, problems, operation } = await openOperation(CAPTCHA);
    const mail = { use: 'login', type: 'email', account: 'verify@example.com' };
    await operation.locator('[data-param-name="iThings-tenant-code"] input').fill('default');
    await operation.locator('[data-param-name="iThings-app-code"] input').fill('docs-test');
    await execute(operation, mail);
    await operation.getByRole('button', { name: 'Verify this' }).click();
    const verify = page.locator('.opblock').filter({ has: exact(page, `${CAPTCHA}/verify`) });
    const body = verify.getByRole('textbox', { name: 'Request body' });
    await expect.poll(() => body.inputValue()).toContain('"code": ""');
    const filled = JSON.parse(await body.inputValue()) as { codeID: string };
    expect(filled).toEqual({ ...mail, codeID: filled.codeID, code: '' });
    expect(await verify.locator('[data-param-name="iThings-app-code"] input').inputValue()).toBe('docs-test');
    // The cursor is where the code belongs.
    await expect.poll(() => verify.locator('textarea:focus').count()).toBe(1);
    await page.keyboard.type((await app.delivered(filled.codeID)).code);
    await execute(verify);
    expect(await verify.locator('.live-responses-table .response').innerText()).toContain('"ticket"');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('repeats a request with the answer to its step-up', async () => {
    const { context, operation } = await openOperation(CAPTCHA);
    const mail = { use: 'login', type: 'email', account: 'step-up@example.com' };
    await execute(operation, { ...mail, codeID: 'Y1goJMD3qvs6jZ63QUXN', code: 'AAAAAA' });
    await operation.getByRole('button', { name: 'Answer this picture' }).click();
    const body = operation.getByRole('textbox', { name: 'Request body' });
    await expect.poll(() => body.inputValue()).toContain('"code": ""');
    const { codeID, ...rest } = JSON.parse(await body.inputValue()) as { codeID: string };
    expect(rest).toEqual({ ...mail, code: '' });
    expect((await app.delivered(codeID)).type).toBe('image');
    await context.close();
  });

  it('offers no next step where there is nothing to verify', async () => {
    const { context, operation } = await openOperation(CAPTCHA);
    await execute(operation, {});
    expect(await operation.locator('.next-step').count()).toBe(0);
    await context.close();
  });

  it('shortens base64 where it is shown; a button shows it whole, and a download is whole', async () => {
    const { page, context, operation } = await openOperation(CAPTCHA);
    await execute(operation, IMAGE);
    const response = operation.locator('.live-responses-table .response');
    const shown = async () => (await response.locator('.highlight-code').innerText()).replaceAll(/\s+/g, ' ');
    const dataUri = /"data:image\/png;base64,[\w+/]{500,}=*"/;
    expect(await shown()).toMatch(/"data:image\/png;base64,[\w+/]{24}… \d+ more characters"/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      response.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toMatch(dataUri);
    await response.getByRole('button', { name: 'Show the whole base64' }).click();
    expect(await shown()).toMatch(dataUri);
    await context.close();
  });

  it.each([PHONE, { width: 390, height: 800 }, { width: 1280, height: 900 }])(
    'shows names of headers, paths and titles unbroken at $width px, without horizontal scrolling',
    async (viewport) => {
      const { page, context, operation } = await openOperation(CAPTCHA, { viewport });
      await execute(operation, IMAGE);
      const names = operation.locator('[data-param-name] .parameter__name');
      expect(await names.count()).toBeGreaterThan(5);
      for (const name of await names.all()) expect(await linesOf(name), await name.innerText()).toBe(1);
      expect(await linesOf(exact(page, CAPTCHA))).toBe(1);
      for (const title of await page.locator('.opblock-tag > a').all()) expect(await linesOf(title)).toBe(1);
      const [content, window] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, innerWidth]',
      );
      expect(content).toBeLessThanOrEqual(window);
      await context.close();
    },
  );

  it('is in Chinese for a browser in Chinese and at /docs/zh-CN, with the document in Chinese', async () => {
    for (const [url, locale] of [
      ['/docs', 'zh-CN'],
      ['/docs/zh-CN', 'en-US'],
    ] as const) {
      const documents: string[] = [];
      const { page, context, problems } = await open({ locale });
      page.on('request', (request) => documents.push(request.url()));
      await page.goto(app.url + url);
      await page.getByRole('button', { name: '使用演示令牌' }).waitFor();
      expect(await page.title()).toBe('系统管理接口');
      expect(documents).toContain(`${app.url}/openapi.json?lang=zh-CN`);
      // Links of descriptions are relative to the document, wherever the page is.
      const links = page.locator('.info__description a, .info .description a');
      const urls = await links.evaluateAll((all) => all.map((link) => (link as { href: string }).href));
      expect(urls).toContain(`${app.url}/outbox`);
      expect(problems).toEqual([]);
      await context.close();
    }
  });

  it.each([CAPTCHA, `${CAPTCHA}/verify`])(
    'shows description and remedy of every error of %s',
    async (path) => {
      const { context, operation } = await openOperation(path);
      const errors = [
        ...Object.values<ErrorDefinition>(CaptchaErrors),
        ...Object.values<ErrorDefinition>(CommonErrors).map(documented),
      ];
      const text = (await operation.locator('.responses-wrapper').innerText()).replaceAll(/\s+/g, ' ');
      const shown = errors.filter(({ code, name }) => text.includes(`${code} ${name}`));
      expect(shown.length).toBeGreaterThan(8);
      for (const { description, remedy } of shown) {
        expect(text).toContain(rendered(description));
        expect(text).toContain(rendered(remedy));
      }
      await context.close();
    },
  );
});

describe('/docs and /reference', () => {
  it.each(['/docs/package.json', '/docs/swagger-ui.js', '/docs/..%2fpackage.json', '/reference/index.js'])(
    'do not serve other files of their packages: %s',
    async (path) => {
      const app = await TestApp.start();
      expect((await app.fetch(path)).body.code).toBe(100009);
      await app.close();
    },
  );
});

/** The text of Markdown as the page shows it: code has no backticks. */
function rendered(markdown: string): string {
  return markdown.replaceAll('`', '');
}

function exact(page: Page, path: string): Locator {
  return page.locator(`.opblock-summary-path[data-path="${path}"]`);
}

/** What the tests need of the DOM, whose types this project does not load. */
interface DomNode {
  readonly ownerDocument: {
    createRange(): {
      selectNodeContents(node: unknown): void;
      getClientRects(): Iterable<{ readonly bottom: number }>;
    };
  };
}

/** Number of lines that a text is broken into. */
async function linesOf(text: Locator): Promise<number> {
  return text.evaluate((element) => {
    const range = (element as unknown as DomNode).ownerDocument.createRange();
    range.selectNodeContents(element);
    return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size;
  });
}

async function widthOf(picture: Locator): Promise<number> {
  return picture.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth);
}
