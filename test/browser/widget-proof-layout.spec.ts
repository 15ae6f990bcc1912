import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { allViolations } from '../support/browser/axe.js';
import { describeWidget } from './support/widget.js';

const SOLVER = '/captcha-field/solver.js';
const LANGUAGES = ['en', 'zh-CN', 'zh-TW', 'ja', 'ko', 'de', 'fr', 'es', 'pt-BR', 'ru', 'ar'];
const FORM = (field: string) => `<form action="/host">${field}<button>Log in</button></form>`;

/** How far the page is wider than the window. */
const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describeWidget('<captcha-field>: layout and accessibility with a proof of work', (host) => {
  /** A field in a form, whose solver waits until `release()` is called. */
  const visit = async (attributes: string, lang: string) => {
    const visited = await host.page(`${attributes} tenant="solved"`, { lang, around: FORM });
    const release = await host.holdRequestOnce(visited.page, SOLVER);
    await visited.go();
    await expect.poll(() => visited.field.locator('[data-loading]').count()).toBe(0);
    return { ...visited, release };
  };

  it.each(LANGUAGES)(
    'fits into 320 pixels, and 160 as at a zoom of 200 percent, while it is solved, afterwards, and when a picture takes its place (%s)',
    async (lang) => {
      const account = `a.rather.long.local.part.${lang}@proof.example.com`;
      const { page, field, send, sent, image, status, property, release } = await visit(
        `type="email" account="${account}"`,
        lang,
      );
      const check = async () => {
        for (const width of [320, 160]) {
          await page.setViewportSize({ width, height: 700 });
          expect([lang, width, await overflow(page)]).toEqual([lang, width, 0]);
        }
      };
      await send.click();
      await field.locator('[part~=send][data-waiting]').waitFor();
      expect(await status.textContent()).not.toBe('');
      await check();
      release();
      await expect.poll(() => sent.textContent()).toContain(account);
      await check();
      await page.route(host.app.url + SOLVER, (route) => route.abort());
      await page.reload();
      await property(`setAttribute('account', 'other.${account}')`);
      await send.click();
      await image.waitFor();
      await check();
    },
  );

  it.each([
    ['light', 'en'],
    ['dark', 'en'],
    ['light', 'ar'],
    ['dark', 'zh-CN'],
  ] as const)('leaves axe nothing to report in any state (%s, %s)', async (colorScheme, lang) => {
    const account = `${colorScheme}.${lang}@proof.example.com`;
    for (const isEmail of [false, true]) {
      const attributes = isEmail ? `type="email" account="${account}"` : 'presentation="pow"';
      const { page, send, sent, image, status, property, release } = await visit(attributes, lang);
      await page.emulateMedia({ colorScheme });
      const check = async () => {
        await page.evaluate(
          `document.documentElement.style.cssText = 'color-scheme: light dark; background: Canvas'`,
        );
        expect(await allViolations(page)).toEqual([]);
      };
      if (isEmail) await send.click();
      await expect.poll(() => status.textContent()).not.toBe('');
      await check();
      release();
      await expect.poll(() => (isEmail ? sent.textContent() : property('value'))).not.toBe('');
      await check();
      await page.route(host.app.url + SOLVER, (route) => route.abort());
      await page.reload();
      await property(`setAttribute('account', 'other.${account}')`);
      if (isEmail) await send.click();
      await image.waitFor();
      await check();
    }
  });
});
