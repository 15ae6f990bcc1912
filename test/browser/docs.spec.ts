import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommonErrors, type ErrorDefinition } from '@system-management/envelope';
import { CONTEXT_HEADERS, type ContextHeader } from '@system-management/request-context';
import { documented } from '../../src/pipeline/api-errors.js';
import { CaptchaErrors } from '../../src/user/captcha/captcha.errors.js';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';
import { describeWithBrowser, type WatchedPage } from '../support/browser/browser.js';

describeWithBrowser('/docs: Swagger UI in a browser', (open) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  /** Opens `/docs` and expands one operation. */
  async function openOperation(path: string): Promise<WatchedPage & { readonly operation: Locator }> {
    const watched = await open();
    await watched.page.goto(`${app.url}/docs`);
    const operation = watched.page.locator('.opblock').filter({ has: exact(watched.page, path) });
    await operation.locator('.opblock-summary-control').click();
    return { ...watched, operation };
  }

  async function execute(operation: Locator, body?: object): Promise<void> {
    if (body) await operation.locator('.body-param__text').fill(JSON.stringify(body));
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table .response').waitFor();
  }

  it('shows the picture of an issued image, without errors, CSP violations or requests to other hosts', async () => {
    const { context, problems, operation } = await openOperation(CAPTCHA);
    await execute(operation);
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
        expect(text).toContain(description);
        expect(text).toContain(remedy);
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

function exact(page: Page, path: string): Locator {
  return page.locator(`.opblock-summary-path[data-path="${path}"]`);
}

async function widthOf(picture: Locator): Promise<number> {
  return picture.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth);
}
