import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { TestApp } from '../support/app.js';
import { seriousViolations } from '../support/browser/axe.js';
import { describeWithBrowser } from '../support/browser/browser.js';
import { type TenantsFile, writeTenantsFile } from '../support/tenants-file.js';
import { Playground, type VisitOptions } from './support/playground.js';
import { unexpectedProblems } from './support/unexpected.js';

const PHONE = { viewport: { width: 320, height: 844 }, hasTouch: true, isMobile: true };

describeWithBrowser('/: the playground', (open) => {
  let app: TestApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    const address = { messagesPerHour: 1000, imagesPerMinute: 1000, wrongPerHour: 1000 };
    const policy = (perAccountHour: number) => ({
      limits: { address, stepUp: { perAccountHour, perAddressHour: 1000 } },
    });
    tenants = await writeTenantsFile({
      tenants: [
        // A proof of work that is solved in time also while other tests use the CPU.
        { code: 'default', pow: { cost: 100, tries: 40 }, policy: policy(2) },
        { code: 'careful', name: 'Careful Shop', policy: policy(0) },
      ],
    });
    app = await TestApp.start({ env: tenants.env });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  const visit = (options?: VisitOptions) => Playground.visit(open, app, options);

  it('starts with e-mail, and names every type', async () => {
    const { page, problems } = await visit();
    const types = page.getByRole('group', { name: 'How to get the code' });
    expect(await types.getByRole('radio').count()).toBe(3);
    expect(await types.locator('label').allInnerTexts()).toEqual(['E-mail', 'SMS', 'Picture']);
    expect(await page.getByRole('radio', { name: 'E-mail' }).isChecked()).toBe(true);
    expect(await page.getByLabel('E-mail address').isVisible()).toBe(true);
    expect(await page.getByLabel('Phone number').isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  it('verifies a picture whose answer the outbox reveals', async () => {
    const playground = await visit();
    const { page, problems } = playground;
    await page.getByRole('radio', { name: 'Picture' }).check();
    await playground.press('Reveal');
    await playground.press('Fill in this code');
    await playground.press('Verify');
    await page.getByText('Signature valid').waitFor();
    expect(await page.locator('#ticket dl').last().innerText()).toMatch(/type\s+image/);
    expect(problems).toEqual([]);
  });

  it('shows an image in each presentation; a proof of work is solved by itself, and the outbox lists none', async () => {
    const playground = await visit({ path: '/?type=image' });
    const { page, problems } = playground;
    const presentations = page.getByRole('combobox', { name: 'How it is shown' });
    expect(await presentations.locator('option').allTextContents()).toEqual([
      'Picture',
      'Sound',
      'Nothing to read (proof of work)',
    ]);
    await page.locator('captcha-field').getByRole('img').waitFor();
    await presentations.selectOption('Sound');
    await page.locator('captcha-field').locator('audio').waitFor({ state: 'attached' });
    await presentations.selectOption('Nothing to read (proof of work)');
    await page.getByText('Signature valid').waitFor();
    expect(await page.locator('#inbox').innerText()).toBe(
      'There is no code to read. Your browser computes the answer.',
    );
    expect(new URL(page.url()).search).toBe('?type=image&presentation=pow');
    expect(await seriousViolations(page)).toEqual([]);
    const sent = page.locator('.call', { hasText: '"presentation":"pow"' });
    // The request for the challenge, and the one that verifies its solution.
    expect(await sent.count()).toBe(2);
    const { body } = await app.fetch<{ messages: { code: string }[] }>('/outbox/messages');
    expect(body.data.messages.filter(({ code }) => code.length > 10)).toEqual([]);
    await page.getByRole('radio', { name: 'E-mail' }).check();
    expect(await presentations.isVisible()).toBe(false);
    expect(await page.locator('captcha-field').getAttribute('presentation')).toBe('');
    expect(problems).toEqual([]);
  });

  it.each([
    ['E-mail', 'three@example.com', 'three@example.com'],
    ['SMS', '+8613800138003', '[default]'],
  ] as const)('sends a code by %s, and shows it in the outbox', async (type, account, shown) => {
    const playground = await visit();
    await playground.verify(type, account);
    await playground.page.locator('#inbox').getByText(shown).waitFor();
    expect(await playground.page.locator('#ticket dl').last().innerText()).toMatch(`sub`);
    expect(playground.problems).toEqual([]);
  });

  it('keeps a sent code after a wrong answer', async () => {
    const playground = await visit();
    const { page, code, status, problems } = playground;
    await playground.choose('E-mail', 'wrong@example.com');
    await playground.press('Send code');
    await page.getByRole('button', { name: 'Fill in this code' }).waitFor();
    await code.fill('000000');
    await playground.press('Verify');
    await expect
      .poll(() => status.textContent())
      .toBe('That code is wrong or has expired. Check it and try again, or ask for a new code.');
    expect(await page.locator('#ticket').isVisible()).toBe(false);
    await playground.press('Fill in this code');
    await playground.press('Verify');
    await page.getByText('Signature valid').waitFor();
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it.each([
    ['E-mail', 'pause@example.com', 'Pause@example.com'],
    ['SMS', '+8613900138004', '0139 0013-8004'],
  ] as const)(
    'goes on after a reload with the %s that is in the outbox, and with what is left of the gap',
    async (type, account, typed) => {
      const playground = await visit();
      await playground.choose(type, account);
      await playground.press('Send code');
      await playground.gap.waitFor();
      await playground.page.reload();
      await playground.choose(type, typed);
      await playground.press('Send code');
      await playground.gap.waitFor();
      await playground.press('Fill in this code');
      await playground.press('Verify');
      await playground.page.getByText('Signature valid').waitFor();
      expect(playground.problems).toEqual([]);
    },
  );

  it('shows the picture of a step-up without a click, and its answer in the outbox', async () => {
    const playground = await visit({ path: '/?tenant=careful' });
    const { page, problems } = playground;
    await playground.choose('E-mail', 'step-up@example.com');
    await playground.press('Send code');
    await page.locator('captcha-field').getByRole('img').waitFor();
    await playground.press('Reveal');
    await playground.press('Fill in this code');
    await playground.press('Verify');
    await page.locator('#inbox').getByText('step-up@example.com').waitFor();
    await playground.press('Fill in this code');
    await playground.press('Verify');
    await page.getByText('Signature valid').waitFor();
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('uses the language of the browser, and switches language by a link', async () => {
    const { page, problems } = await visit({ locale: 'zh-CN' });
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('试用验证码');
    expect(await page.getByRole('combobox', { name: '语言' }).inputValue()).toBe('zh-CN');
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Try a verification code' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.getByRole('link', { name: 'English' }).getAttribute('aria-current')).toBe('true');
    await page.getByRole('link', { name: '简体中文' }).click();
    await page.getByRole('heading', { name: '试用验证码' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('marks an account that the server refuses, until it is changed', async () => {
    const playground = await visit();
    const account = playground.page.getByLabel('E-mail address');
    await playground.choose('E-mail', 'not an address');
    await playground.press('Send code');
    await expect.poll(() => account.getAttribute('aria-invalid')).toBe('true');
    await playground.choose('E-mail', 'an@example.com');
    expect(await account.getAttribute('aria-invalid')).toBe('false');
  });

  it('goes back to the account by the button of the field', async () => {
    const playground = await visit();
    await playground.choose('E-mail', 'typo@example.com');
    await playground.press('Send code');
    await playground.press('Change');
    const focused = await playground.page.evaluate('document.activeElement.name');
    expect(focused).toBe('email');
    expect(await playground.code.inputValue()).toBe('');
  });

  it('sends messages in the selected language', async () => {
    const playground = await visit();
    await playground.page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    await playground.choose('E-mail', 'deutsch@example.com');
    await playground.page.locator('captcha-field').getByRole('button').first().click();
    await playground.page.locator('#inbox [lang=de]').first().waitFor();
  });

  it('is operable by keyboard', async () => {
    const { page, problems } = await visit();
    const { keyboard } = page;
    await keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the form');
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    // The radio group is one stop; arrows move within it.
    await keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: 'SMS' }).isChecked()).toBe(true);
    await keyboard.press('ArrowLeft');
    await keyboard.press('Tab');
    await keyboard.type('keyboard@example.com');
    // Tenant, purpose, language, the part for signed-in users. The code comes before the button that sends it.
    for (let stop = 0; stop < 6; stop++) await keyboard.press('Tab');
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
  ] as const)(
    'has no serious accessibility violation and no overflow (%s, on %s)',
    async (colorScheme, name, device) => {
      const playground = await visit({ colorScheme, ...device });
      const { page, problems } = playground;
      expect(await seriousViolations(page)).toEqual([]);
      const digits = `${colorScheme === 'dark' ? 81 : 82}${name === 'a phone' ? 11 : 12}`;
      await playground.verify('SMS', `+861380013${digits}`);
      await page.locator('#example pre').waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(problems).toEqual([]);
    },
  );

  it.each([
    ['light', 'en'],
    ['dark', 'zh-CN'],
  ] as const)(
    'has no serious accessibility violation and no overflow on a phone with a proof of work (%s, %s)',
    async (colorScheme, locale) => {
      const { page, problems } = await visit({ ...PHONE, colorScheme, locale, path: '/?type=image' });
      await page.locator('select[name=presentation]').selectOption('pow');
      await page.locator('#example pre').waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(problems).toEqual([]);
    },
  );

  it('does not overflow on a phone in Chinese', async () => {
    const { page } = await visit({ ...PHONE, locale: 'zh-CN' });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('promises nothing about an outbox that is off, and sends to no example', async () => {
    const bare = await TestApp.start({ env: { ...tenants.env, OUTBOX: 'off' } });
    onTestFinished(() => bare.close());
    const { page, problems } = await Playground.visit(open, bare);
    await page.getByText('This server sends real messages.').waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe('');
    expect(await page.getByLabel('Tenant').locator('option').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Use a demo token' }).isVisible()).toBe(false);
    expect(await page.getByText('Try a failure').isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  async function messagesTo(account: string): Promise<readonly { readonly code: string }[]> {
    const query = new URLSearchParams({ account, wait: '5000' }).toString();
    const { body } = await app.fetch<{ messages: { code: string }[] }>(`/outbox/messages?${query}`);
    return body.data.messages;
  }
});
