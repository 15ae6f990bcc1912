import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApp } from '../support/app.js';
import { violationsIn } from '../support/browser/axe.js';
import { describeWithBrowser } from '../support/browser/browser.js';

/** What each page shows once its scripts have run. */
const PAGES = {
  '/': 'captcha-field',
  '/zh-CN': 'captcha-field',
  '/docs': '.opblock',
  '/docs/zh-CN': '.opblock',
  '/reference': '.request-card',
  '/reference/zh-CN': '.request-card',
  '/outbox': 'main',
  '/outbox/zh-CN': 'main',
};

/** Links of the head: whether each is where the pointer finds it, and whether its focus can be seen. */
const LINKS = `[...document.querySelectorAll('.head a')].map((link) => {
  const { x, y, width, height } = link.getBoundingClientRect();
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  return { text: link.textContent, isReachable: link.contains(hit), right: x + width };
})`;
const FOCUSED = `({
  text: document.activeElement.textContent,
  isInHead: document.activeElement.closest('.head') !== null,
  isVisible: getComputedStyle(document.activeElement).outlineStyle !== 'none',
})`;

interface Link {
  readonly text: string;
  readonly isReachable: boolean;
  readonly right: number;
}

interface Focus {
  readonly text: string;
  readonly isInHead: boolean;
  readonly isVisible: boolean;
}

describeWithBrowser('<header class="head"> of all pages', (open) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.close());

  it.each([
    ...Object.keys(PAGES).map((path) => ({ path, width: 320, colorScheme: 'dark' as const })),
    ...['/', '/docs', '/reference'].map((path) => ({ path, width: 1280, colorScheme: 'light' as const })),
  ])(
    'fits $width px at $path, is accessible and is operated by keyboard',
    async ({ path, width, colorScheme }) => {
      const viewport = { width, height: 800 };
      const { page, context, problems } = await open({ colorScheme, viewport, locale: 'en-US' });
      await page.goto(app.url + path);
      await page
        .locator(PAGES[path as keyof typeof PAGES])
        .first()
        .waitFor();
      const links = await page.evaluate<readonly Link[]>(LINKS);
      const isChinese = path.endsWith('zh-CN');
      const names = isChinese ? ['调试接口', '接口文档', '发件箱'] : ['Try the API', 'Reference', 'Outbox'];
      expect(links.map(({ text }) => text)).toEqual(expect.arrayContaining(names));
      expect(links.filter(({ isReachable, right }) => !isReachable || right > width)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const next = async () => {
        await page.keyboard.press('Tab');
        return page.evaluate<Focus>(FOCUSED);
      };
      let focus = await next();
      // A page may have a link in front that skips the head.
      if (!focus.isInHead) focus = await next();
      for (const { text } of links) {
        expect(focus).toEqual({ text, isInHead: true, isVisible: true });
        focus = await next();
      }
      expect(await violationsIn(page, '.head')).toEqual([]);
      expect(problems).toEqual([]);
      await context.close();
    },
  );
});
