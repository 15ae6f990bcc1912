import { expect, it } from 'vitest';
import { describeWidget } from './support/widget.js';

describeWidget('<captcha-field> in a page', (host) => {
  it('reflects properties that frameworks set', async () => {
    const { page, go, image, property } = await host.page('');
    await go();
    await image.waitFor();
    await page.evaluate(
      `Object.assign(document.querySelector('captcha-field'), { type: 'email', account: 'a@example.com', tenant: undefined })`,
    );
    await page.getByRole('button', { name: 'Send code' }).waitFor();
    expect(await property('outerHTML')).toBe(
      '<captcha-field type="email" account="a@example.com"></captcha-field>',
    );
  });
});
