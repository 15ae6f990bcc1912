import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CAPTCHA, UNLIMITED, TestApp } from '../support/app.js';
import { seriousViolations } from '../support/browser/axe.js';
import { describeWithBrowser } from '../support/browser/browser.js';

describeWithBrowser('The outbox page in a browser', (open) => {
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
  const visit = async (options?: Parameters<typeof open>[0]) => {
    const watched = await open(options);
    await watched.page.goto(`${app.url}/outbox`);
    return { ...watched, cards: watched.page.getByRole('article') };
  };

  it('lists what was there, then what arrives, newest first and announced', async () => {
    const first = await issue('phone', '+8613800138000');
    const { page, context, problems, cards } = await visit();
    await cards.first().waitFor();
    const second = await issue('image');
    await expect.poll(() => cards.count()).toBe(2);
    expect(await cards.locator('[data-field=code]').allInnerTexts()).toEqual([second.code, first.code]);
    expect(await page.getByRole('status').innerText()).toBe('New: Image captcha');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('renders a mail as its reader sees it, in a frame that may do nothing', async () => {
    const mail = await issue('email', 'a@example.com');
    const { page, context, problems } = await visit();
    const frame = page.frameLocator('iframe');
    await frame.getByText(mail.code, { exact: true }).waitFor();
    // As large as the mail's own style says.
    const code = frame.getByText(mail.code, { exact: true });
    expect((await code.boundingBox())?.height).toBeGreaterThan(32);
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
    expect(problems).toEqual([]);
    await context.close();
  });

  it('shows an SMS as a bubble in the language it was written in', async () => {
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
    await page.getByRole('searchbox', { name: 'Only to' }).fill('B@ex');
    expect(await cards.locator('[data-field=account]:visible').allInnerTexts()).toEqual(['b@example.com']);
    await page.getByRole('searchbox').fill('nobody');
    expect(await page.locator('#nothing').innerText()).toBe('No message to “nobody”.');
    await context.close();
  });

  it('copies a code by keyboard alone', async () => {
    const sms = await issue('phone', '+8613800138000');
    const { page, context } = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
    const button = page.getByRole('button', { name: `Copy code ${sms.code}` });
    await button.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(sms.code);
    expect(await page.getByRole('status').innerText()).toBe(`Copied: ${sms.code}`);
    await context.close();
  });

  it('speaks Chinese to those who ask for it', async () => {
    const { page, context } = await visit({ locale: 'zh-HK' });
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('发件箱');
    await context.close();
  });

  it('says when the server is away, and goes on when it is back', async () => {
    const { page, context, cards } = await visit();
    await page.route('**/outbox/messages*', (route) => route.abort());
    // Ends the question that waits.
    await issue('image');
    await page.getByText('The server does not answer. Trying again…').waitFor();
    await page.unroute('**/outbox/messages*');
    await issue('image');
    await expect.poll(() => cards.count()).toBe(2);
    await context.close();
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark, on a phone', { colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true }],
  ] as const)(
    'has nothing that axe-core calls serious, and scrolls one way only: %s',
    async (_name, options) => {
      await issue('email', 'a-rather-long-address-of-somebody@department.example.com');
      await issue('phone', '+8613800138000', 'ar');
      await issue('image');
      const { page, context, cards } = await visit(options);
      await cards.nth(2).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
      await context.close();
    },
  );
});

describe('A mail of the outbox', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: UNLIMITED });
  });
  afterAll(() => app.close());

  it('is served without the right to run, load or be framed elsewhere', async () => {
    const { body } = await app.post(CAPTCHA, { use: 'login', type: 'email', account: 'a@example.com' });
    const { codeID, html } = await app.delivered(body.data['codeID']);
    const response = await fetch(`${app.url}/outbox/mail/${codeID}`);
    expect(await response.text()).toBe(html);
    const policy = response.headers.get('content-security-policy');
    for (const part of ["default-src 'none'", "frame-ancestors 'self'", 'sandbox'])
      expect(policy).toContain(part);
  });

  it('is not found for a message that is none', async () => {
    const { body } = await app.post(CAPTCHA, { use: 'login', type: 'image' });
    for (const id of [String(body.data['codeID']), 'nothing']) {
      expect((await app.fetch(`/outbox/mail/${id}`)).body.code).toBe(100009);
    }
  });

  describe.each(['/outbox/messages', '/outbox/mail/x'])('and %s', (path) => {
    const ask = async (headers: Record<string, string>) => (await app.fetch(path, { headers })).body.code;

    it.each([
      { 'Sec-Fetch-Site': 'cross-site' },
      // What browsers send to plain http on another machine, where they do not say Sec-Fetch-Site.
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
    ])('are kept from pages of other sites: %o', async (headers) => {
      expect(await ask(headers)).toBe(100012);
    });

    it('are there for pages of this server, and for programs', async () => {
      for (const headers of [{ Origin: app.url }, { 'Sec-Fetch-Site': 'same-origin', Origin: app.url }, {}])
        expect(await ask(headers)).not.toBe(100012);
    });
  });
});
