import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, it } from 'vitest';
import { Challenge } from '../../src/user/captcha/challenge/challenge.js';
import { messageFor } from '../../src/user/captcha/delivery/messages/message-for.js';
import { emailRecipient } from '../../src/user/captcha/delivery/providers/email-recipient.js';
import { describeWithBrowser } from '../support/browser/browser.js';
import { tenantWith } from '../support/tenant.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

function mail(language: string, code = '042137'): string {
  const tenant = tenantWith({ brand: { name: 'Acme Cloud' } });
  const recipient = emailRecipient('jane@example.com');
  const policy = tenant.policy.email;
  const props = { id: 'id', type: 'email', use: 'login', tenant, language, recipient, policy, code };
  const challenge = new Challenge(props);
  return messageFor(challenge, 'mail').html;
}

describeWithBrowser('messageFor(): a mail in a browser', (open) => {
  const phone = { viewport: { width: 320, height: 640 } };
  // One language per script: the languages differ in their texts only, which other tests cover.
  const themes = ['en', 'zh-CN', 'ar'].flatMap((language) =>
    (['light', 'dark'] as const).map((colorScheme) => [language, colorScheme] as const),
  );

  it.each(themes)(
    'has no WCAG A or AA violation, and loads no resources (%s, %s)',
    async (language, colorScheme) => {
      const { page, context, problems } = await open({ ...phone, colorScheme });
      await page.setContent(mail(language));
      await page.addScriptTag({ path: AXE });
      const { violations, incomplete } = await page.evaluate<AxeResults>(
        `axe.run({ runOnly: ${JSON.stringify(RULES)} })`,
      );
      expect([...violations, ...incomplete].map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect(await page.locator('img, a, link, iframe, form, [src], [href], [background]').count()).toBe(0);
      expect(problems).toEqual([]);
      await context.close();
    },
  );

  it.each(['light', 'dark'] as const)('has a %s background on the whole page', async (colorScheme) => {
    const { page, context } = await open({ ...phone, colorScheme });
    await page.setContent(mail('en'));
    const colors = await page.evaluate<string[]>(
      `['body', '.page', '.card', '.code'].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor)`,
    );
    const brightest = colors.map((color) => Math.max(...(color.match(/\d+/g) ?? []).map(Number)));
    for (const value of brightest) {
      if (colorScheme === 'dark') expect(value).toBeLessThan(64);
      else expect(value).toBeGreaterThan(224);
    }
    await context.close();
  });

  it.each(['en', 'ar'])('selects exactly the code on a click (%s)', async (language) => {
    const { page, context } = await open(phone);
    await page.setContent(mail(language));
    await page.locator('.code').click();
    expect(String(await page.evaluate('getSelection().toString()')).trim()).toBe('042137');
    await context.close();
  });

  it('is laid out from right to left in Arabic, except for the code', async () => {
    const { page, context } = await open(phone);
    await page.setContent(mail('ar'));
    const directions = await page.evaluate(
      `['.text', '.note', '.code'].map((one) => getComputedStyle(document.querySelector(one)).direction)`,
    );
    expect(directions).toEqual(['rtl', 'rtl', 'ltr']);
    await context.close();
  });

  it('fits a strong code of ten characters in a width of 320 px', async () => {
    const { page, context } = await open(phone);
    await page.setContent(mail('de', '7K3MWQ9ZTA'));
    const [content, width, lines] = await page.evaluate<[number, number, number]>(
      `(() => {
        const code = document.createRange();
        code.selectNodeContents(document.querySelector('.code'));
        return [document.documentElement.scrollWidth, innerWidth, code.getClientRects().length];
      })()`,
    );
    expect(content).toBe(width);
    expect(lines).toBe(1);
    await context.close();
  });
});
