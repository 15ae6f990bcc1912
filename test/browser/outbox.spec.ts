import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';
import { allViolations } from '../support/browser/axe.js';
import { describeWithBrowser } from '../support/browser/browser.js';

describeWithBrowser('/outbox: the page in a browser', (open) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start({ env: UNLIMITED });
    return () => app.close();
  });

  const issue = async (type: string, account?: string, language = 'en') => {
    const headers = { 'Accept-Language': language };
    const { body } = await app.post(CAPTCHA, { use: 'login', type, account }, headers);
    return app.delivered(body.data['codeID']);
  };
  const visit = async (options?: Parameters<typeof open>[0], query = '') => {
    const watched = await open({ locale: 'en', ...options });
    await watched.page.goto(`${app.url}/outbox${query}`);
    return { ...watched, cards: watched.page.getByRole('article') };
  };
  const EVERY_TYPE = '?type=email&type=phone&type=image';

  it('lists messages newest first, and announces new ones', async () => {
    const first = await issue('phone', '+8613800138000');
    const { page, context, problems, cards } = await visit();
    await cards.first().waitFor();
    expect(await page.getByRole('status').innerText()).toBe('');
    const second = await issue('email', 'a@example.com');
    await expect.poll(() => cards.count()).toBe(2);
    expect(await cards.locator('[data-field=code]').allInnerTexts()).toEqual([second.code, first.code]);
    expect(await page.getByRole('status').innerText()).toBe('New: E-mail a@example.com');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('renders a mail with its styles in a fully sandboxed frame', async () => {
    const mail = await issue('email', 'a@example.com');
    const { page, context, problems } = await visit();
    const frame = page.frameLocator('iframe');
    await frame.getByText(mail.code, { exact: true }).waitFor();
    // The code is only this large if the style of the mail applies.
    const code = frame.getByText(mail.code, { exact: true });
    expect((await code.boundingBox())?.height).toBeGreaterThan(32);
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows an SMS as a bubble with the lang attribute of its language', async () => {
    const sms = await issue('phone', '+8613800138000', 'zh-CN');
    const { page, context } = await visit();
    const bubble = page.locator('.bubble');
    expect(await bubble.innerText()).toBe(sms.text);
    expect(await bubble.getAttribute('lang')).toBe('zh-CN');
    await context.close();
  });

  it('filters by recipient', async () => {
    await issue('email', 'a@example.com');
    await issue('email', 'b@example.com');
    const { page, context, cards } = await visit();
    await cards.nth(1).waitFor();
    await page.getByRole('searchbox', { name: 'Recipient' }).fill('B@ex');
    expect(await cards.locator('[data-field=account]:visible').allInnerTexts()).toEqual(['b@example.com']);
    const phone = await issue('phone', '+8613800138000');
    for (const typed of ['138 0013-8000', '(+86) 138 0013 8000 ', '\u202a+8613800138000\u202c', '38000']) {
      await page.getByRole('searchbox').fill(typed);
      await expect
        .poll(() => cards.locator('[data-field=codeID]:visible').allInnerTexts())
        .toEqual([phone.codeID]);
    }
    await page.getByRole('searchbox').fill('nobody');
    await page.getByText('No message matches the filter.').waitFor();
    expect(await page.getByRole('status').innerText()).toBe('Shown: 0 of 3');
    await context.close();
  });

  it('has the header of the other pages, whose links lead to them', async () => {
    const { page, context } = await visit();
    const header = () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts();
    const links = await header();
    expect(await page.locator('header [aria-current=page]').innerText()).toBe('Outbox');
    await page.getByRole('banner').getByRole('link').nth(1).click();
    await page.waitForURL('**/docs');
    expect(await header()).toEqual(links);
    await page.getByRole('banner').getByRole('link', { name: 'Outbox' }).click();
    await page.waitForURL('**/outbox');
    await context.close();
  });

  it('filters by type with toggle buttons that count, and hides the solutions of images at first', async () => {
    const image = await issue('image');
    const mail = await issue('email', 'a@example.com');
    await issue('image');
    const { page, context, cards } = await visit();
    await cards.first().waitFor();
    expect(await page.getByRole('group', { name: 'Types of messages' }).getByRole('button').count()).toBe(3);
    const toggle = (name: string) => page.getByRole('button', { name, exact: true });
    const codes = () => cards.locator('[data-field=code]').filter({ visible: true }).allInnerTexts();
    expect(await codes()).toEqual([mail.code]);
    expect(await page.getByRole('button', { pressed: true }).allInnerTexts()).toEqual(['E-mail 1', 'SMS']);
    await toggle('Image 2').click();
    await toggle('E-mail 1').press('Space');
    expect(await codes()).toHaveLength(2);
    expect((await codes()).at(-1)).toBe(image.code);
    expect(await page.getByRole('status').innerText()).toBe('Shown: 2 of 3');
    await toggle('Image 2').press('Enter');
    await page.getByText('No message matches the filter.').waitFor();
    await context.close();
  });

  it('announces no message that the filter hides', async () => {
    await issue('phone', '+8613800138000');
    const { page, context, cards } = await visit();
    await cards.first().waitFor();
    await issue('image');
    await page.getByRole('button', { name: 'Image 1' }).waitFor();
    expect(await page.getByRole('status').innerText()).toBe('');
    await context.close();
  });

  it('keeps the filter in the URL, and restores it', async () => {
    await issue('email', 'a@example.com');
    const phone = await issue('phone', '+8613800138000');
    await issue('phone', '+8613800138001');
    const { page, context, cards } = await visit();
    const query = () => page.evaluate('location.search');
    const shown = () => cards.locator('[data-field=codeID]').filter({ visible: true }).allInnerTexts();
    await cards.first().waitFor();
    expect(await query()).toBe('');
    await page.getByRole('button', { name: 'E-mail' }).click();
    expect(await query()).toBe('?type=phone');
    // Only the server knows this spelling of the number.
    await page.getByRole('searchbox').fill('138 0013 8000');
    expect(await query()).toBe('?type=phone&account=138+0013+8000');
    await expect.poll(shown).toEqual([phone.codeID]);
    await page.reload();
    await expect.poll(shown).toEqual([phone.codeID]);
    expect(await page.getByRole('searchbox').inputValue()).toBe('138 0013 8000');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'SMS' }).click();
    expect(await query()).toBe('?type=');
    await page.reload();
    await page.getByText('No message matches the filter.').waitFor();
    for (const name of ['E-mail', 'SMS']) await page.getByRole('button', { name }).click();
    expect(await query()).toBe('');
    await context.close();
  });

  it('counts new messages during a pause, and inserts them afterwards', async () => {
    const first = await issue('phone', '+8613800138000');
    const { page, context, cards } = await visit();
    await cards.first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).press('Enter');
    for (const account of ['a@example.com', 'b@example.com', 'c@example.com']) await issue('email', account);
    await issue('image');
    await page.getByText('3 new', { exact: true }).waitFor();
    expect(await page.locator('#held').getAttribute('aria-live')).toBe('polite');
    expect(await cards.locator('[data-field=code]').allInnerTexts()).toEqual([first.code]);
    await page.getByRole('button', { name: 'Resume' }).press('Enter');
    await expect
      .poll(() => cards.locator('[data-field=account]').filter({ visible: true }).allInnerTexts())
      .toEqual(['c@example.com', 'b@example.com', 'a@example.com', first.account]);
    expect(await page.locator('#held').innerText()).toBe('');
    await context.close();
  });

  it('clears the outbox, says how many messages were removed, and empties every other open page', async () => {
    await issue('email', 'a@example.com');
    await issue('image');
    const one = await visit();
    const other = await visit();
    const paused = await visit();
    for (const { cards } of [one, other, paused]) await cards.first().waitFor();
    await paused.page.getByRole('button', { name: 'Pause' }).click();
    await issue('phone', '+8613800138000');
    await paused.page.getByText('1 new').waitFor();
    await other.cards.nth(1).waitFor();
    await one.page.getByRole('button', { name: 'Clear all' }).click();
    await one.page.getByText('Messages removed: 3').waitFor();
    for (const { page, cards } of [one, other, paused]) {
      await page.getByText('No messages yet.').waitFor();
      expect(await cards.count()).toBe(0);
    }
    expect(await paused.page.locator('#held').innerText()).toBe('');
    const { code } = await issue('email', 'b@example.com');
    for (const { page } of [one, other])
      await page.getByRole('button', { name: `Copy code ${code}` }).waitFor();
    await paused.page.getByText('1 new').waitFor();
    expect(one.problems).toEqual([]);
    for (const { context } of [one, other, paused]) await context.close();
  });

  it.each([
    ['en', 'now', '2 min. ago', '3 hr. ago', 'yesterday'],
    ['zh-CN', '现在', '2分钟前', '3小时前', '昨天'],
  ])('updates relative times, with the absolute time as title: %s', async (locale, ...texts) => {
    const { at } = await issue('phone', '+8613800138000');
    const { page, context } = await open({ locale });
    await page.clock.install({ time: at });
    await page.goto(`${app.url}/outbox`);
    const time = page.locator('time').first();
    await time.waitFor();
    for (const [index, minutes] of [0, 2, 178, 24 * 60].entries()) {
      await page.clock.fastForward(minutes * 60_000 + index * 4_000);
      await expect.poll(() => time.innerText()).toBe(texts[index]);
    }
    expect(await time.getAttribute('datetime')).toBe(at);
    expect(await time.getAttribute('title')).toContain(String(new Date(at).getFullYear()));
    await context.close();
  });

  it('copies a code by keyboard', async () => {
    const sms = await issue('phone', '+8613800138000');
    const { page, context } = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
    const button = page.getByRole('button', { name: `Copy code ${sms.code}` });
    await button.waitFor();
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(sms.code);
    expect(await page.getByRole('status').innerText()).toBe(`Copied: ${sms.code}`);
    await context.close();
  });

  it('is in Chinese for a Chinese browser locale', async () => {
    const { page, context } = await visit({ locale: 'zh-HK' });
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('发件箱');
    await context.close();
  });

  it('has a URL for each language, which works like the first one', async () => {
    const { code } = await issue('email', 'a@example.com');
    const { page, context, problems } = await visit();
    await page.getByRole('link', { name: '简体中文' }).click();
    await page.waitForURL('**/outbox/zh-CN');
    await page.frameLocator('iframe').getByText(code, { exact: true }).waitFor();
    await page.getByRole('button', { name: '短信' }).click();
    expect(await page.evaluate('location.pathname + location.search')).toBe('/outbox/zh-CN?type=email');
    await page.getByRole('button', { name: '全部清空' }).click();
    await page.getByText('已删除 1 条消息').waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows a message while the server is unreachable, and resumes afterwards', async () => {
    const { page, context, cards } = await visit();
    await page.route('**/outbox/messages*', (route) => route.abort());
    // Completes the pending long poll.
    await issue('email', 'a@example.com');
    await page.getByText('The server does not answer. Trying again…').waitFor();
    await page.unroute('**/outbox/messages*');
    await issue('phone', '+8613800138000');
    await expect.poll(() => cards.count()).toBe(2);
    await context.close();
  });

  it('SEC-56: gives no code to a page at another port, whose link opens it', async () => {
    const { code, codeID } = await issue('email', 'a@example.com');
    const other = createServer((_request, response) => {
      const body = `<!doctype html><a href="${app.url}/outbox">Outbox</a>`;
      response.setHeader('Content-Type', 'text/html').end(body);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { page, context } = await open();
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    const read = (path: string, mode: string) =>
      page.evaluate<string>(
        `fetch('${app.url}${path}', { mode: '${mode}' }).then((response) => response.text(), String)`,
      );
    for (const path of ['/outbox/messages', `/outbox/mail/${codeID}`])
      for (const mode of ['cors', 'no-cors']) expect(await read(path, mode)).not.toContain(code);
    expect(await read('/outbox/messages', 'cors')).toContain('100012');
    await page.getByRole('link').click();
    await page.getByRole('button', { name: `Copy code ${code}` }).waitFor();
    await context.close();
  });

  it('SEC-56: works at every loopback name', async () => {
    const { code } = await issue('phone', '+8613800138000');
    const { page, context, problems } = await open();
    await page.goto(`${app.url.replace('127.0.0.1', 'localhost')}/outbox`);
    await page.getByRole('button', { name: `Copy code ${code}` }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark, on a phone', { colorScheme: 'dark', viewport: { width: 320, height: 740 }, isMobile: true }],
    ['in Chinese, on a phone', { locale: 'zh-CN', viewport: { width: 320, height: 740 }, isMobile: true }],
  ] as const)('has no accessibility violation and no horizontal overflow: %s', async (_name, options) => {
    await issue('email', 'a-rather-long-address-of-a-person@department.example.com');
    await issue('phone', '+8613800138000', 'ar');
    await issue('image');
    const { page, context, cards } = await visit(options, EVERY_TYPE);
    await cards.nth(2).waitFor();
    await page.locator('#pause').click();
    await issue('phone', '+8613800138001');
    await expect.poll(() => page.locator('#held').innerText()).toMatch(/^1 /);
    expect(await allViolations(page)).toEqual([]);
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    await context.close();
  });
});

describe('GET /outbox/mail/{codeID}', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  it('sends a policy that forbids scripts, resources and framing by other origins', async () => {
    const { body } = await app.post(CAPTCHA, { use: 'login', type: 'email', account: 'a@example.com' });
    const { codeID, html } = await app.delivered(body.data['codeID']);
    const response = await fetch(`${app.url}/outbox/mail/${codeID}`);
    expect(await response.text()).toBe(html);
    const policy = response.headers.get('content-security-policy');
    for (const part of ["default-src 'none'", "frame-ancestors 'self'", 'sandbox'])
      expect(policy).toContain(part);
  });

  it('answers 100009 for an image and for an unknown id', async () => {
    const { body } = await app.post(CAPTCHA, { use: 'login', type: 'image' });
    for (const id of [String(body.data['codeID']), 'nothing']) {
      expect((await app.fetch(`/outbox/mail/${id}`)).body.code).toBe(100009);
    }
  });

  describe.each(['/outbox/messages', '/outbox/mail/x'])('access to %s', (path) => {
    const codeFor = async (headers: Record<string, string>) => (await app.fetch(path, { headers })).body.code;

    it.each([
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      // Browsers send no Sec-Fetch-Site to a plain HTTP origin other than localhost.
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
    ])('is denied to pages of other sites: %o', async (headers) => {
      expect(await codeFor(headers)).toBe(100012);
    });

    it('is allowed to pages of this server and to programs', async () => {
      for (const headers of [{ Origin: app.url }, { 'Sec-Fetch-Site': 'same-origin', Origin: app.url }, {}])
        expect(await codeFor(headers)).not.toBe(100012);
    });
  });
});
