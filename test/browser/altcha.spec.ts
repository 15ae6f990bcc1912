import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { allViolations } from '../support/browser/axe.js';
import { describeWithBrowser, type WatchedPage } from '../support/browser/browser.js';
import { CODE, type IssueData } from '../support/requests.js';
import { type TenantsFile, writeTenantsFile } from '../support/tenants-file.js';
import { type AltchaBundle, EXTERNAL, ONE_FILE, serveAltchaPage } from './support/altcha-host.js';
import { unexpectedProblems } from './support/unexpected.js';

const TENANT = 'iThings-tenant-code';
const PROTECTED = 'careful';

/** Every code of the tenant `careful` needs a solved challenge first; `busy` issues none. */
const TENANTS = {
  tenants: [
    // The difficulty rises with the number of requests of the tests.
    { code: 'default', policy: { limits: { address: { imagesPerMinute: 1000 } } } },
    {
      code: PROTECTED,
      stepUp: { presentation: 'pow' },
      policy: { limits: { stepUp: { perAccountHour: 0 } } },
    },
    { code: 'busy', policy: { limits: { address: { imagesPerMinute: 1 } } } },
  ],
};

describeWithBrowser("GET …/captcha/altcha: ALTCHA's published widget", (open) => {
  let app: TestApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    tenants = await writeTenantsFile(TENANTS);
    app = await TestApp.start({ env: tenants.env });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  const verify = (code: string, tenant = 'default') =>
    app.post(`${CAPTCHA}/verify`, { use: 'login', type: 'image', code }, { [TENANT]: tenant });

  /** Opens a page of another origin with the widget. */
  async function visit(
    bundle: AltchaBundle,
    { attributes = `challenge="${app.url}${CAPTCHA}/altcha?use=login"`, dark = false, language = 'en' } = {},
  ): Promise<WatchedPage> {
    const watched = await open({ colorScheme: dark ? 'dark' : 'light' });
    onTestFinished(() => watched.context.close());
    const onForm = async (payload: string) => `Answer ${(await verify(payload)).body.code}`;
    const url = await serveAltchaPage({ bundle, attributes, api: app.url, language, onForm });
    await watched.page.goto(url);
    await widget(watched.page).getByRole('checkbox').waitFor();
    return watched;
  }

  const widget = (page: Page) => page.locator('altcha-widget');

  /** Has the widget solve a challenge. @returns its payload */
  async function solve(page: Page): Promise<string> {
    await widget(page).getByRole('checkbox').press('Space');
    await widget(page).getByText('Verified', { exact: true }).waitFor();
    return page.locator('input[name=altcha]').inputValue();
  }

  it.each([
    ['altcha/external', EXTERNAL],
    ['altcha', ONE_FILE],
  ])(
    'solves the challenge of /altcha on a page of another origin, whose form posts a payload that verify accepts once (%s)',
    async (_name, bundle) => {
      const { page, problems } = await visit(bundle);
      const payload = await solve(page);
      await page.getByRole('button').click();
      expect(await page.getByRole('status').textContent()).toBe(`Answer ${CODE.ok}`);
      expect((await verify(payload)).body.code).toBe(CODE.wrong);
      expect(problems).toEqual([]);
    },
  );

  it.each([false, true])('leaves axe nothing to report before and after, dark: %s', async (dark) => {
    const { page } = await visit(EXTERNAL, { dark });
    expect(await allViolations(page)).toEqual([]);
    await solve(page);
    expect(await allViolations(page)).toEqual([]);
  });

  it.each([
    ['en', 'Verified', 'Verification failed. Try again later.'],
    ['zh-cn', '已验证', '验证失败。稍后再试。'],
    ['ar', 'تم التحقق', 'فشل التحقق. حاول مرة أخرى لاحقاً.'],
  ])(
    'fits into 320 pixels when it is solved and when it has failed (%s)',
    async (language, solved, failed) => {
      const { page } = await visit(EXTERNAL, { language });
      await page.setViewportSize({ width: 320, height: 700 });
      const check = async (text: string) => {
        await widget(page).getByText(text, { exact: true }).waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
        expect(await allViolations(page)).toEqual([]);
      };
      await useTenant(page, 'none');
      await widget(page).getByRole('checkbox').press('Space');
      await check(failed);
      await page.reload();
      await widget(page).getByRole('checkbox').press('Space');
      await check(solved);
    },
  );

  it('solves the challenge of a step-up, after which the message is sent', async () => {
    const { page } = await visit(EXTERNAL, { attributes: '' });
    const request = { use: 'login', type: 'email', account: 'jane@example.com' };
    const send = (extra = {}) =>
      app.post<IssueData & { challenge: object }>(CAPTCHA, { ...request, ...extra }, { [TENANT]: PROTECTED });
    const { code, data } = (await send()).body;
    expect(code).toBe(CODE.needImage);
    await page.evaluate(
      `document.querySelector('altcha-widget').configure({ challenge: ${JSON.stringify(data.challenge)} })`,
    );
    const payload = await solve(page);
    const sent = await send({ codeID: data.codeID, code: payload });
    expect(sent.body).toMatchObject({ code: CODE.ok, data: { sentTo: expect.any(String) as string } });
    expect(await app.delivered(sent.body.data.codeID)).toMatchObject({ account: request.account });
    expect((await send({ account: 'joan@example.com', code: payload })).body).toMatchObject({
      code: CODE.needImage,
      data: { reason: 'wrong' },
    });
    expect((await verify(payload, PROTECTED)).body.code).toBe(CODE.wrong);
  });

  it('asks for the challenge of another tenant by configure({ fetch })', async () => {
    const { page, problems } = await visit(EXTERNAL);
    await useTenant(page, PROTECTED);
    const payload = await solve(page);
    expect((await verify(payload, PROTECTED)).body.code).toBe(CODE.ok);
    expect(problems).toEqual([]);
  });

  it('says that verification failed when the address has asked too often, and solves the next challenge', async () => {
    const { page, problems } = await visit(EXTERNAL);
    await app.fetch(`${CAPTCHA}/altcha?use=login`, { headers: { [TENANT]: 'busy' } });
    await useTenant(page, 'busy');
    await widget(page).getByRole('checkbox').press('Space');
    await widget(page).getByText('Verification failed').waitFor();
    await useTenant(page, 'default');
    expect((await verify(await solve(page))).body.code).toBe(CODE.ok);
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  /** Has the widget send the header that names the tenant. */
  function useTenant(page: Page, tenant: string): Promise<unknown> {
    return page.evaluate(
      `document.querySelector('altcha-widget').configure({
        fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, '${TENANT}': '${tenant}' } }),
      })`,
    );
  }
});
