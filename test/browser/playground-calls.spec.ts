import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApp, UNLIMITED } from '../support/app.js';
import { describeWithBrowser } from '../support/browser/browser.js';
import { Playground } from './support/playground.js';

describeWithBrowser('/: the requests in the playground', (open) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  it('shows a request as a curl command with its raw response, and copies both', async () => {
    const playground = await Playground.visit(open, app, {
      path: '/?type=image',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page, newestCall } = playground;
    const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()');
    await newestCall.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const curl = await clipboard();
    expect(curl).toMatch(/^curl 'http:\/\/127\.0\.0\.1:\d+\/api\/v1\/system\/user\/captcha' \\\n/);
    expect(curl).toContain(`--data-raw '{"use":"login","type":"image"}'`);
    expect(await newestCall.locator('pre').last().innerText()).toMatch(
      /"url": "data:image\/png;base64,[^"]{20,50}… \(\d+\)"/,
    );
    await newestCall.getByRole('button', { name: 'Copy', exact: true }).click();
    await expect
      .poll(clipboard)
      .toMatch(
        /^\{"code":0,"msg":"success","data":\{"codeID":"[\w-]{20}","url":"data:image\/png;base64,[^…]+$/,
      );
  });

  it('unfolds the newest, and each by a click anywhere on its line, which looks clickable', async () => {
    const playground = await Playground.visit(open, app);
    const { page } = playground;
    await playground.verify('E-mail', 'calls@example.com');
    const isOpen = (index: number) => page.locator('.call').nth(index).locator('pre').first().isVisible();
    expect(await page.locator('.call').count()).toBe(2);
    expect([await isOpen(0), await isOpen(1)]).toEqual([true, false]);
    const line = page.locator('.call summary').nth(1);
    const style = (property: string, pseudo = '') =>
      page.evaluate<string>(
        `getComputedStyle(document.querySelectorAll('.call summary')[1], '${pseudo}')['${property}']`,
      );
    expect(await style('cursor')).toBe('pointer');
    expect(await style('content', '::before')).toContain('▸');
    const plain = await style('backgroundColor');
    await line.hover();
    expect(await style('backgroundColor')).not.toBe(plain);
    await line.click({ position: { x: 300, y: 5 } });
    expect([await isOpen(0), await isOpen(1)]).toEqual([true, true]);
  });
});
