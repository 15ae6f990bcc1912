import { expect, it } from 'vitest';
import { CAPTCHA } from '../support/app.js';
import { describeWidget, returnFromHistory, sentResponse } from './support/widget.js';

const FORM = (field: string) => `<form action="/host">${field}<button>Log in</button></form>`;
const FIELD = `document.querySelector('captcha-field')`;

describeWidget('<captcha-field>: requests, expiry and return', (host) => {
  it('sends one request when a script sets its attributes one by one', async () => {
    const script = `
      const field = ${FIELD};
      for (const [name, value] of [['use', 'register'], ['tenant', 'default'], ['language', 'en'], ['type', 'image']]) {
        await Promise.resolve();
        field.setAttribute(name, value);
      }
      field.focus();
      field.shadowRoot.querySelector('[part~=refresh]').click();`;
    const { page, go, image, posts } = await host.page('', { script });
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await go();
    // Less than the field waits for scripts.
    await page.clock.runFor(50);
    await image.waitFor();
    await page.clock.runFor(1000);
    expect(posts()).toBe(1);
  });

  it('sends one request when it is inserted, changed, focused and refreshed in one moment', async () => {
    const { page, go, image, posts } = await host.page('type="email"');
    await go();
    await page.evaluate(`{
      const field = document.createElement('captcha-field');
      ${FIELD}.replaceWith(field);
      field.use = 'register';
      field.tenant = 'default';
      field.focus();
      field.issue();
      field.issue();
      field.shadowRoot.querySelector('[part~=refresh]').click();
    }`);
    await image.waitFor();
    await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
    expect(posts()).toBe(1);
  });

  it('sends one more request when a changed attribute makes a difference, and none when it does not', async () => {
    const { page, go, image, posts, next } = await host.page('');
    await go();
    await image.waitFor();
    await page.evaluate(`${FIELD}.setAttribute('use', 'login')`);
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 1))');
    expect(posts()).toBe(1);
    const issued = next('issued');
    await page.evaluate(`(${FIELD}.use = 'register', ${FIELD}.tenant = 'default')`);
    await issued;
    expect(posts()).toBe(2);
  });

  it('replaces a picture that expires while the cursor is in the input, and says so', async () => {
    const { page, go, image, input, status, next } = await host.page('');
    await page.clock.install();
    await go();
    await image.waitFor();
    const first = await image.getAttribute('src');
    await input.pressSequentially('AB');
    const issued = next('issued');
    await page.clock.fastForward(181_000);
    await issued;
    await expect.poll(() => status.textContent()).toBe('The last one expired. Here is a new one.');
    expect(await image.getAttribute('src')).not.toBe(first);
    expect(await input.inputValue()).toBe('');
    expect(await status.getAttribute('data-tone')).toBe('plain');
    expect(await input.getAttribute('aria-invalid')).toBe('false');
  });

  it('replaces expired pictures once without activity, then at the next key', async () => {
    const { page, go, image, input, status, next, posts } = await host.page('');
    await page.clock.install();
    await go();
    await image.waitFor();
    await input.focus();
    const second = next('issued');
    await page.clock.fastForward(181_000);
    await second;
    await image.waitFor();
    await page.clock.fastForward(181_000);
    await expect.poll(() => status.textContent()).toBe('This has expired. Ask for a new one.');
    await page.clock.fastForward(600_000);
    expect(posts()).toBe(2);
    const third = next('issued');
    await input.press('A');
    await third;
    expect(posts()).toBe(3);
  });

  it('leaves an expired picture alone in a hidden tab, and replaces it when the person returns', async () => {
    const { page, go, image, input, status, next, posts } = await host.page('');
    await page.clock.install();
    await go();
    await image.waitFor();
    await input.focus();
    const setHidden = (isHidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await setHidden(true);
    await page.clock.fastForward(600_000);
    await expect.poll(() => status.textContent()).toBe('This has expired. Ask for a new one.');
    expect(posts()).toBe(1);
    const issued = next('issued');
    await setHidden(false);
    await issued;
    expect(posts()).toBe(2);
  });

  it('replaces an expired picture on return from the history', async () => {
    const { page, go, image, next } = await host.page('');
    await page.clock.install();
    await go();
    await image.waitFor();
    const first = await image.getAttribute('src');
    // A suspended page runs no timers.
    const issued = next('issued');
    await page.clock.setSystemTime(Date.now() + 181_000);
    await returnFromHistory(page);
    await issued;
    await expect.poll(() => image.getAttribute('src')).not.toBe(first);
  });

  it.each(['', 'submit="code"'])(
    'discards a submitted answer on return from the history (%s)',
    async (attribute) => {
      const { page, go, image, input, property, next } = await host.page(attribute, { around: FORM });
      await go();
      await image.waitFor();
      await page.evaluate(`document.forms[0].addEventListener('submit', (event) => {
      event.preventDefault();
      window.sent = Object.fromEntries(new FormData(event.target));
    })`);
      await input.fill(await host.codeOf(''));
      await page.getByRole('button', { name: 'Log in' }).click();
      await expect.poll(() => page.evaluate('window.sent')).not.toBe(undefined);
      const issued = next('issued');
      await returnFromHistory(page);
      await issued;
      expect(await property('value')).toBe('');
      expect(await page.evaluate('Object.fromEntries(new FormData(document.forms[0]))')).toEqual({});
    },
  );

  it('keeps a ticket that was not submitted on return from the history, until it expires', async () => {
    const { page, go, image, input, verify, status, property } = await host.page('');
    await page.clock.install();
    await go();
    await image.waitFor();
    await input.fill(await host.codeOf(''));
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Verified');
    await returnFromHistory(page);
    expect(await property('value')).toMatch(/^\S+\.\S+\.\S+$/);
    await page.clock.setSystemTime(Date.now() + 301_000);
    await returnFromHistory(page);
    expect(await property('value')).toBe('');
  });

  it('shows and announces that it waits, in a button of the same width', async () => {
    const { page, go, send, sent, status, field, input, style } = await host.page(
      'type="email" account="slow@example.com"',
    );
    await go();
    const before = await send.boundingBox();
    const release = await host.holdRequestOnce(page);
    await send.click();
    await expect.poll(() => status.textContent()).toBe('Please wait…');
    expect(await send.boundingBox()).toEqual(before);
    const spinner = () => style('[part~=send]', 'animationName', '::after');
    expect(await spinner()).toBe('turn');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await spinner()).toBe('none');
    expect(await page.locator('captcha-field:state(busy)').count()).toBe(1);
    release();
    await expect.poll(() => sent.textContent()).toBe('We sent a code to slow@example.com.');
    expect(await status.textContent()).toBe('');
    expect(await field.locator('[data-waiting]').count()).toBe(0);
    // The same while the code is verified.
    const releaseVerify = await host.holdRequestOnce(page, `${CAPTCHA}/verify`);
    await input.fill(await host.codeOf('slow@example.com'));
    await input.press('Enter');
    await expect.poll(() => status.textContent()).toBe('Please wait…');
    releaseVerify();
    await expect.poll(() => status.textContent()).toBe('Verified');
  });

  it('counts the gap outside the name of the button, and writes no status while it counts', async () => {
    const { page, go, send, field } = await host.page('type="email" account="a@example.com"');
    await page.clock.install();
    await go();
    await host.mockResponseOnce(page, sentResponse({ resendAfter: 75 }));
    await send.click();
    await expect.poll(() => send.innerText()).toMatch(/^Send again 1:1[45]$/);
    // A click on the unavailable button says how long it takes.
    await send.dispatchEvent('click');
    await page.evaluate(`{
      window.changes = 0;
      const status = ${FIELD}.shadowRoot.querySelector('[part=status]');
      new MutationObserver((records) => (window.changes += records.length))
        .observe(status, { childList: true, characterData: true, subtree: true });
    }`);
    await page.clock.fastForward(30_000);
    await expect.poll(() => send.innerText()).toMatch(/^Send again 0:4[345]$/);
    expect(await field.getByRole('button', { name: 'Send again', exact: true }).count()).toBe(1);
    expect(await page.evaluate('window.changes')).toBe(0);
  });
});
