import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type TenantsFile, writeTenantsFile } from '../support/tenants-file.js';
import { CAPTCHA, TestApp } from '../support/app.js';
import { describeWithBrowser } from '../support/browser/browser.js';
import { seriousViolations } from '../support/browser/axe.js';
import { unexpectedProblems } from './support/unexpected.js';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describeWithBrowser('/: the playground', (open) => {
  let app: TestApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    const address = { messagesPerHour: 1000, imagesPerMinute: 1000, wrongPerHour: 1000 };
    tenants = await writeTenantsFile({
      tenants: [
        {
          code: 'default',
          policy: { limits: { address, stepUp: { perAccountHour: 2, perAddressHour: 1000 } } },
        },
        {
          code: 'careful',
          policy: { limits: { address, stepUp: { perAccountHour: 0, perAddressHour: 1000 } } },
        },
      ],
    });
    app = await TestApp.start({ env: tenants.env });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  async function visit(options: BrowserContextOptions = {}, path = '/') {
    const watched = await open({ locale: 'en-US', ...options });
    onTestFinished(() => watched.context.close());
    await watched.page.goto(app.url + path);
    await watched.page.locator('captcha-field').getByRole('img').waitFor();
    return watched;
  }

  /** Selects a type and enters the account. */
  async function choose(page: Page, type: 'E-mail' | 'SMS', account: string): Promise<void> {
    await page.getByRole('radio', { name: type }).check();
    const line = page.getByLabel(type === 'E-mail' ? 'E-mail address' : 'Phone number');
    await line.fill(account);
    await line.blur();
  }

  const code = (page: Page) => page.locator('captcha-field').getByRole('textbox');
  const status = (page: Page) => page.locator('captcha-field').getByRole('status');
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  it('verifies a picture, and shows the claims of the ticket', async () => {
    const { page, problems } = await visit();
    await press(page, 'Reveal');
    await press(page, 'Fill in this code');
    await press(page, 'Verify');
    await page.getByText('Signature valid').waitFor();
    const claims = await page.locator('#ticket dl').last().innerText();
    expect(claims).toMatch(/iss\s+system-management/);
    expect(claims).toMatch(/type\s+image/);
    expect(problems).toEqual([]);
  });

  it.each([
    ['E-mail', 'three@example.com', 'three@example.com'],
    ['SMS', '+8613800138003', '[default]'],
  ] as const)('sends a code by %s, and shows it in the outbox', async (type, account, shown) => {
    const { page, problems } = await visit();
    await choose(page, type, account);
    await press(page, 'Send code');
    await page.locator('#inbox').getByText(shown).waitFor();
    await press(page, 'Fill in this code');
    await press(page, 'Verify');
    await page.getByText('Signature valid').waitFor();
    expect(await page.locator('#ticket dl').last().innerText()).toMatch(`sub`);
    expect(problems).toEqual([]);
  });

  it('keeps a sent code after a wrong answer', async () => {
    const { page, problems } = await visit();
    await choose(page, 'E-mail', 'wrong@example.com');
    await press(page, 'Send code');
    await page.getByRole('button', { name: 'Fill in this code' }).waitFor();
    await code(page).fill('000000');
    await press(page, 'Verify');
    await expect
      .poll(() => status(page).textContent())
      .toBe('That code is wrong or has expired. Check it and try again, or ask for a new code.');
    expect(await page.locator('#ticket').isVisible()).toBe(false);
    await press(page, 'Fill in this code');
    await press(page, 'Verify');
    await page.getByText('Signature valid').waitFor();
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it.each([
    ['E-mail', 'pause@example.com', 'Pause@example.com'],
    ['SMS', '+8613900138004', '0139 0013-8004'],
  ] as const)(
    'goes on after a reload with the %s that is in the outbox, and with what is left of the gap',
    async (type, account, typed) => {
      const { page, problems } = await visit();
      await choose(page, type, account);
      await press(page, 'Send code');
      await page.getByRole('button', { name: /^Again in \d+ s$/ }).waitFor();
      await page.reload();
      await choose(page, type, typed);
      await press(page, 'Send code');
      await page.getByRole('button', { name: /^Again in \d+ s$/ }).waitFor();
      await press(page, 'Fill in this code');
      await press(page, 'Verify');
      await page.getByText('Signature valid').waitFor();
      expect(problems).toEqual([]);
    },
  );

  it('counts down to the next code after a refusal, and lists it', async () => {
    const { page, problems } = await visit();
    const refusal = { code: 1000028, msg: 'Too many.', data: { retryAfter: 40 } };
    await page.route(`${app.url}${CAPTCHA}`, (route) => route.fulfill({ status: 429, json: refusal }), {
      times: 1,
    });
    await choose(page, 'E-mail', 'refused@example.com');
    await press(page, 'Send code');
    await page.getByRole('button', { name: /^Again in \d+ s$/ }).waitFor();
    expect(await status(page).textContent()).toBe('Too many.');
    await page.getByText('code 1000028').waitFor();
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('shows the picture of a step-up without a click, and its answer in the outbox', async () => {
    const { page, problems } = await visit();
    await page.getByLabel('Tenant').fill('careful');
    await choose(page, 'E-mail', 'step-up@example.com');
    await press(page, 'Send code');
    await page.getByText('One more step: answer this, and your code is sent.').waitFor();
    await press(page, 'Reveal');
    await press(page, 'Fill in this code');
    await press(page, 'Verify');
    await page.locator('#inbox').getByText('step-up@example.com').waitFor();
    await press(page, 'Fill in this code');
    await press(page, 'Verify');
    await page.getByText('Signature valid').waitFor();
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('uses the language of the browser, and switches language by a link', async () => {
    const { page, problems } = await visit({ locale: 'zh-CN' });
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('获取、接收、验证');
    expect(await page.getByLabel('图中的字符').count()).toBe(1);
    expect(await page.getByRole('combobox', { name: '语言' }).inputValue()).toBe('zh-CN');
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Ask. Receive. Verify.' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.getByRole('link', { name: 'English' }).getAttribute('aria-current')).toBe('true');
    await page.getByRole('link', { name: '简体中文' }).click();
    await page.getByRole('heading', { name: '获取、接收、验证' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('sends messages in the selected language', async () => {
    const { page } = await visit();
    await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    await choose(page, 'E-mail', 'deutsch@example.com');
    await press(page, 'Send code');
    await page.locator('#inbox [lang=de]').first().waitFor();
  });

  it('shows a call as a curl command with its raw response', async () => {
    const { page, context } = await visit();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.call summary').first().click();
    await page.locator('.call').first().getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const curl = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(curl).toMatch(/^curl 'http:\/\/127\.0\.0\.1:\d+\/api\/v1\/system\/user\/captcha' \\\n/);
    expect(curl).toContain(`--data-raw '{"use":"login","type":"image"}'`);
    await page.locator('.call').first().getByRole('button', { name: 'Copy', exact: true }).click();
    await expect
      .poll(() => page.evaluate<string>('navigator.clipboard.readText()'))
      .toMatch(
        /^\{"code":0,"msg":"success","data":\{"codeID":"[\w-]{20}","url":"data:image\/png;base64,[^…]+$/,
      );
  });

  it('is operable by keyboard', async () => {
    const { page, problems } = await visit();
    const { keyboard } = page;
    await keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the playground');
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    // The radio group is one stop; arrows move within it.
    await keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'E-mail' }).isChecked()).toBe(true);
    // Purpose, tenant, language, account.
    for (let stop = 0; stop < 4; stop++) await keyboard.press('Tab');
    await keyboard.type('keyboard@example.com');
    // The code comes before the button that sends it.
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await page.locator('#inbox').getByText('keyboard@example.com').waitFor();
    const [message] = await messagesTo('keyboard@example.com');
    // The focus has moved to where the code goes.
    await keyboard.type(`${message!.code.slice(0, 3)} ${message!.code.slice(3)}`);
    await keyboard.press('Enter');
    await page.getByText('Signature valid').waitFor();
    expect(problems).toEqual([]);
  });

  it.each([
    ['light', 'a desktop', {}],
    ['dark', 'a desktop', {}],
    ['light', 'a phone', PHONE],
    ['dark', 'a phone', PHONE],
  ] as const)('has no serious accessibility violation (%s, on %s)', async (colorScheme, _name, device) => {
    const { page, problems } = await visit({ colorScheme, ...device });
    expect(await seriousViolations(page)).toEqual([]);
    await choose(
      page,
      'SMS',
      `+861380013${colorScheme === 'dark' ? 81 : 82}${'viewport' in device ? 11 : 12}`,
    );
    await press(page, 'Send code');
    await press(page, 'Fill in this code');
    await press(page, 'Verify');
    await page.getByText('Signature valid').waitFor();
    await page.locator('.call summary').first().click();
    expect(await seriousViolations(page)).toEqual([]);
    // No horizontal overflow on a small screen.
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(problems).toEqual([]);
  });

  it('shows a notice if the outbox is off', async () => {
    const bare = await TestApp.start({ env: { ...tenants.env, OUTBOX: 'off' } });
    const { page, context, problems } = await open({ locale: 'en-US' });
    await page.goto(bare.url);
    await page.getByText('The outbox is off on this server').waitFor();
    expect(await page.locator('#tenants option').count()).toBe(1);
    expect(problems).toEqual([]);
    await context.close();
    await bare.close();
  });

  it('lists the tenants and their purposes', async () => {
    const { page } = await visit();
    expect(await page.locator('#tenants option').count()).toBe(2);
    expect(await page.getByLabel('Purpose').locator('option').allTextContents()).toContain('forgetPwd');
  });

  async function messagesTo(account: string): Promise<readonly { readonly code: string }[]> {
    const query = new URLSearchParams({ account, wait: '5000' }).toString();
    const { body } = await app.fetch<{ messages: { code: string }[] }>(`/outbox/messages?${query}`);
    return body.data.messages;
  }
});
