import { expect, it } from 'vitest';
import { describeWidget, sentResponse } from './support/widget.js';

const INPUT = '<label>E-mail <input id="account" name="account" type="email" value="{value}"></label>';
const withInput = (value = '') => ({ around: (field: string) => INPUT.replace('{value}', value) + field });
const ATTRIBUTES = 'type="email" account-input="account"';

describeWidget('<captcha-field>: the account', (host) => {
  it('uses what the input of the page already has, without an event of it', async () => {
    const { page, go, send, sent } = await host.page(ATTRIBUTES, withInput('prefilled@example.com'));
    await go();
    await send.click();
    await expect.poll(() => sent.textContent()).toBe('We sent a code to prefilled@example.com.');
    // A password manager, or the browser after Back.
    await page.evaluate(`document.querySelector('#account').value = 'restored@example.com'`);
    await host.mockResponseOnce(page, sentResponse());
    await page.evaluate(`document.querySelector('captcha-field').issue()`);
    await expect.poll(() => sent.textContent()).toBe('We sent a code to restored@example.com.');
  });

  it('discards the code of another account when the input of the page changes', async () => {
    const { page, go, send, sent, status, input } = await host.page(
      ATTRIBUTES,
      withInput('first@example.com'),
    );
    await go();
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('first@example.com');
    await input.fill('123456');
    const account = page.getByLabel('E-mail');
    await account.fill('second@example.com');
    await account.blur();
    expect(await sent.textContent()).toBe('');
    expect(await send.innerText()).toBe('Send code');
    await input.fill('123456');
    await input.press('Enter');
    expect(await status.textContent()).toBe('Select “Send code” first.');
    expect(await input.getAttribute('aria-invalid')).toBe('false');
  });

  it('shows the typed account, and goes back to the state before with "Change"', async () => {
    const { page, go, send, sent, change, next, property } = await host.page(
      ATTRIBUTES,
      withInput('jane@example.com'),
    );
    await go();
    expect(await change.isVisible()).toBe(false);
    await send.click();
    await expect.poll(() => sent.textContent()).toBe('We sent a code to jane@example.com.');
    const changed = next('changeaccount');
    await change.click();
    expect(await changed).toBe(null);
    expect(await sent.textContent()).toBe('');
    expect(await send.innerText()).toBe('Send code');
    expect(await property('code')).toBe('');
    expect(await page.evaluate('document.activeElement.id')).toBe('account');
  });

  it('leaves the focus to a page that handles "changeaccount"', async () => {
    const { page, go, send, sent, change } = await host.page(ATTRIBUTES, withInput('own@example.com'));
    await go();
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('own@example.com');
    await page.evaluate(`document.addEventListener('changeaccount', (event) => {
      event.preventDefault();
      document.querySelector('h1').tabIndex = -1;
      document.querySelector('h1').focus();
    })`);
    await change.click();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
  });

  it('asks for the account first, at the input of the page', async () => {
    const { page, go, send, status, posts } = await host.page(ATTRIBUTES, withInput());
    await go();
    await send.click();
    expect(await status.textContent()).toBe('First enter where to send the code.');
    expect(await page.evaluate('document.activeElement.id')).toBe('account');
    expect(posts()).toBe(0);
  });

  it('says that the account is wrong, not the code', async () => {
    const { page, go, send, input, status, next } = await host.page(ATTRIBUTES, withInput('no address'));
    await go();
    const failed = next('failed');
    await send.click();
    expect(await failed).toMatchObject({ code: 100006, field: 'account' });
    expect(await status.textContent()).toMatch(/^That is not an e-mail address/);
    expect(await input.getAttribute('aria-invalid')).toBe('false');
    expect(await page.evaluate('document.activeElement.id')).toBe('account');
  });

  it('marks the input as invalid after a wrong code, not without a network', async () => {
    const { page, go, send, sent, input, status } = await host.page(
      ATTRIBUTES,
      withInput('wrong@example.com'),
    );
    await go();
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('wrong@example.com');
    expect(await input.getAttribute('aria-describedby')).toBe('sent status');
    await page.route('**/verify', (route) => route.abort(), { times: 1 });
    await input.fill('000000');
    await input.press('Enter');
    await expect.poll(() => status.textContent()).toContain('did not answer');
    expect(await input.getAttribute('aria-invalid')).toBe('false');
    await input.fill((await host.codeOf('wrong@example.com')) === '000000' ? '000001' : '000000');
    await input.press('Enter');
    await expect.poll(() => status.textContent()).toContain('That code is wrong');
    expect(await input.getAttribute('aria-invalid')).toBe('true');
  });

  it('sends the account for every type but image', async () => {
    const { page, go, send, sent } = await host.page('type="voice" account="+8613800138000"');
    await go();
    const body = await host.mockResponseOnce(page, sentResponse());
    await send.click();
    await expect.poll(() => sent.textContent()).toBe('We sent a code to +8613800138000.');
    expect(body()).toEqual({ use: 'login', type: 'voice', account: '+8613800138000' });
  });
});
