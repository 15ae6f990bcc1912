import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { allViolations } from '../support/browser/axe.js';
import { describeWidget, sentResponse } from './support/widget.js';

const FORM = (field: string) => `<form action="/host">${field}<button>Log in</button></form>`;
const LANGUAGES = ['en', 'zh-CN', 'zh-TW', 'ja', 'ko', 'de', 'fr', 'es', 'pt-BR', 'ru', 'ar'];

/** How far the page is wider than the window. */
const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describeWidget('<captcha-field>: layout and accessibility', (host) => {
  it.each(LANGUAGES)(
    'fits into 320 pixels, and 160 as at a zoom of 200 percent, in every state (%s)',
    async (lang) => {
      const account = `a.rather.long.local.part.${lang}@department.example.com`;
      const { page, go, send, sent, status, image, field } = await host.page(
        `type="email" account="${account}" tenant="careful"`,
        { lang },
      );
      await go();
      await send.waitFor();
      await expect.poll(() => field.locator('[data-loading]').count()).toBe(0);
      const check = async () => {
        for (const width of [320, 160]) {
          await page.setViewportSize({ width, height: 700 });
          expect([lang, width, await overflow(page)]).toEqual([lang, width, 0]);
        }
        expect(await allViolations(page)).toEqual([]);
      };
      await check();
      await send.click();
      await image.waitFor();
      await check();
      await host.mockResponseOnce(page, sentResponse({ codeLength: 10, codeAlphabet: 'letters' }));
      await page.evaluate(`document.querySelector('captcha-field').issue()`);
      await expect.poll(() => sent.textContent()).toContain(account);
      await check();
      await page.route('**/verify', (route) => route.abort(), { times: 1 });
      await page.evaluate(`(document.querySelector('captcha-field').code = 'AAAAAAAAAA')`);
      await page.evaluate(`document.querySelector('captcha-field').verify()`);
      await expect.poll(() => status.textContent()).not.toBe('');
      await check();
    },
  );

  it.each([
    ['light', 'en'],
    ['dark', 'en'],
    ['light', 'ar'],
    ['dark', 'ar'],
  ] as const)('has no accessibility violation in any state (%s, %s)', async (colorScheme, lang) => {
    const account = `${colorScheme}.${lang}@example.com`;
    const { page, go, image, input, send, sent, status, verify, property, problems } = await host.page(
      `account="${account}"`,
      { lang },
    );
    await page.emulateMedia({ colorScheme });
    await page.route('**/self/captcha', (route) => route.abort());
    await go();
    await page.evaluate(
      `document.documentElement.style.cssText = 'color-scheme: light dark; background: Canvas'`,
    );
    const check = async () => expect(await allViolations(page)).toEqual([]);
    await image.waitFor();
    await check();
    await property(`type = 'email'`);
    const release = await host.holdRequestOnce(page);
    await send.click();
    await expect.poll(() => status.textContent()).not.toBe('');
    await check();
    release();
    await expect.poll(() => sent.textContent()).toContain(account);
    await check();
    await send.dispatchEvent('click');
    await check();
    await input.fill(await host.codeOf(account));
    await verify.click();
    await expect.poll(() => property<string>('value')).not.toBe('');
    await check();
    expect(problems).toEqual([]);
  });

  it('has an input as wide as its code', async () => {
    const { page, go, send, sent, input, property } = await host.page('type="email" account="a@example.com"');
    await go();
    const line = <Value>(expression: string) =>
      property<Value>(`shadowRoot.querySelector('input').${expression}`);
    const widths: number[] = [];
    for (const codeLength of [4, 6, 8]) {
      await host.mockResponseOnce(page, sentResponse({ codeLength, codeAlphabet: 'digits', resendAfter: 0 }));
      await send.click();
      await expect.poll(() => sent.textContent()).toContain('a@example.com');
      await expect.poll(() => line(`style.getPropertyValue('--_length')`)).toBe(`${codeLength}`);
      await input.fill('0'.repeat(codeLength));
      widths.push(await line<number>('clientWidth'));
      expect((await line<number>('scrollWidth')) - (await line<number>('clientWidth'))).toBe(0);
    }
    const [four = 0, six = 0, eight = 0] = widths;
    expect(six - four).toBeGreaterThan(15);
    expect(Math.abs(eight - six - (six - four))).toBeLessThan(3);
    expect(six).toBeLessThan(180);
  });

  it('has no primary button beside the button of its form', async () => {
    const { page, go, send, verify, image, style } = await host.page(
      'type="email" account="form@example.com" tenant="careful"',
      { around: FORM },
    );
    await go();
    await send.waitFor();
    expect(await verify.isVisible()).toBe(false);
    // A step-up picture has a button of its own, because the one of the form says what comes later.
    await send.click();
    await image.waitFor();
    expect(await verify.isVisible()).toBe(true);
    expect(await style('[part~=verify]', 'backgroundColor')).toBe(
      await style('[part~=send]', 'backgroundColor'),
    );
    await page.evaluate(`document.querySelector('form > button').type = 'button'`);
    await page.evaluate(`document.querySelector('captcha-field').setAttribute('inputmode', 'text')`);
    expect(await verify.getAttribute('data-look')).toBe('primary');
  });

  it.each(['image', 'email'])(
    'focuses the input with focus(), by a label, and when the form reports it (%s)',
    async (type) => {
      const { page, go, input, send, image } = await host.page(`type="${type}" account="a@example.com"`, {
        around: (field) => FORM(`<label><span>Outer label</span>${field}</label>`),
      });
      await go();
      await (type === 'image' ? image : send).waitFor();
      const focused = () =>
        page.evaluate(
          `document.querySelector('captcha-field').shadowRoot.activeElement?.getAttribute('part')`,
        );
      expect(await focused()).toBe(undefined);
      await page.evaluate(`document.querySelector('captcha-field').focus()`);
      expect(await focused()).toBe('input');
      await input.blur();
      await page.getByRole('button', { name: 'Log in' }).click();
      expect(await focused()).toBe('input');
    },
  );
});
