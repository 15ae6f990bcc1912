import { expect, it } from 'vitest';
import { CAPTCHA } from '../support/app.js';
import { unexpectedProblems } from './support/unexpected.js';
import { describeWidget, sentResponse } from './support/widget.js';

describeWidget('<captcha-field>: the input', (host) => {
  it('sets inputmode, autocomplete and autocapitalize by type', async () => {
    const { page, go, input, image } = await host.page('');
    await go();
    await image.waitFor();
    const attributes = async () =>
      Promise.all(['inputmode', 'autocomplete', 'autocapitalize'].map((name) => input.getAttribute(name)));
    expect(await attributes()).toEqual(['text', 'off', 'characters']);
    await page.evaluate(`document.querySelector('captcha-field').setAttribute('type', 'phone')`);
    await expect.poll(attributes).toEqual(['numeric', 'one-time-code', 'off']);
  });

  it.each([
    ['a code of digits', { codeLength: 6, codeAlphabet: 'digits' }, ['numeric', 'off']],
    ['a strong code', { codeLength: 10, codeAlphabet: 'letters' }, ['text', 'characters']],
    ['a code of an older server', {}, ['numeric', 'off']],
  ])('shows the keyboard for %s', async (_what, format, keyboard) => {
    const { page, go, input, send, sent } = await host.page('type="email" account="a@example.com"');
    await go();
    await host.mockResponseOnce(page, sentResponse(format));
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('We sent a code to');
    const attributes = ['inputmode', 'autocapitalize'].map((name) => input.getAttribute(name));
    expect(await Promise.all(attributes)).toEqual(keyboard);
    expect(await input.getAttribute('autocorrect')).toBe('off');
  });

  it('shows the keyboard for a picture of digits, unless the page sets inputmode', async () => {
    const { page, go, input, image } = await host.page('');
    await go();
    await image.waitFor();
    const url = await image.getAttribute('src');
    await host.mockResponseOnce(page, {
      code: 0,
      msg: 'success',
      data: { codeID: 'A'.repeat(20), url, expire: 180, codeLength: 4, codeAlphabet: 'digits' },
    });
    await page.getByRole('button', { name: 'Show another one' }).click();
    await expect.poll(() => input.getAttribute('inputmode')).toBe('numeric');
    expect(await input.getAttribute('autocapitalize')).toBe('off');
    await page.evaluate(`document.querySelector('captcha-field').setAttribute('inputmode', 'text')`);
    expect(await input.getAttribute('inputmode')).toBe('text');
  });

  it('accepts a strong code that is pasted in lower case, with spaces and dashes', async () => {
    const { page, go, input, send, sent } = await host.page('type="email" account="a@example.com"');
    await go();
    await host.mockResponseOnce(page, sentResponse({ codeLength: 10, codeAlphabet: 'letters' }));
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('We sent a code to');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(`navigator.clipboard.writeText('\\u00a0wm kd-wm kd – wm\\n')`);
    await input.focus();
    await page.keyboard.press('Control+V');
    expect(await input.inputValue()).toBe('WMKDWMKDWM');
  });

  it.each([
    ['bidirectional marks', '\u200f\u202b123456\u2069'],
    ['a variation selector and a soft hyphen', '123\u00ad456\ufe0f'],
    ['a thin space', '123\u2009456'],
    ['Bengali digits', '\u09e7\u09e8\u09e9\u09ea\u09eb\u09ec'],
    ['a line break', '123456\r\n'],
  ])('shows a code that is pasted with %s as the server reads it', async (_, text) => {
    const { page, go, input, send, sent } = await host.page('type="email" account="a@example.com"');
    await go();
    await host.mockResponseOnce(page, sentResponse({ codeLength: 6, codeAlphabet: 'digits' }));
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('We sent a code to');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await input.focus();
    await page.keyboard.press('Control+V');
    expect(await input.inputValue()).toBe('123456');
  });

  it('shows every character of a strong code, in any width', async () => {
    const { page, go, input, send, sent } = await host.page('type="email" account="a@example.com"');
    await go();
    await host.mockResponseOnce(page, sentResponse({ codeLength: 10, codeAlphabet: 'letters' }));
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('We sent a code to');
    await input.fill('W'.repeat(10));
    const line = `document.querySelector('captcha-field').shadowRoot.querySelector('input')`;
    for (let width = 240; width <= 600; width += 10) {
      await page.evaluate(`document.querySelector('captcha-field').style.inlineSize = '${width}px'`);
      const hidden = await page.evaluate<number>(`${line}.scrollWidth - ${line}.clientWidth`);
      expect([width, hidden]).toEqual([width, 0]);
    }
  });

  it('shows the keyboard for the strong codes of an account after ten wrong answers, after a reload, too', async () => {
    const account = 'attacked@example.com';
    const tenant = { 'iThings-tenant-code': 'attacked' };
    const request = { use: 'register', type: 'email', account };
    for (let i = 0; i < 10; i += 5) {
      const { body } = await host.app.post(CAPTCHA, request, tenant);
      const code = (await host.codeOf(account)) === '000000' ? '000001' : '000000';
      for (let j = 0; j < 5; j += 1)
        await host.app.post(`${CAPTCHA}/verify`, { ...request, code, codeID: body.data['codeID'] }, tenant);
    }
    const { page, go, input, send, verify, sent, status, problems } = await host.page(
      `type="email" account="${account}" tenant="attacked"`,
    );
    await go();
    await send.click();
    await page.getByLabel('Characters in the picture').waitFor();
    await input.fill(await host.codeOf(''));
    await verify.click();
    await expect.poll(() => sent.textContent()).toContain('We sent a code to');
    expect(await input.getAttribute('inputmode')).toBe('text');
    // Within the gap the field asks again without a picture.
    await page.reload();
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('We sent a code to');
    expect(await input.getAttribute('inputmode')).toBe('text');
    await input.fill((await host.codeOf(account)).toLowerCase());
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('shows the keyboard for letters after a step-up picture of a server that does not tell the alphabet', async () => {
    const { page, go, input, send, verify, sent } = await host.page(
      'type="email" account="older@example.com" tenant="careful"',
    );
    await go();
    await send.click();
    await page.getByLabel('Characters in the picture').waitFor();
    await host.mockResponseOnce(page, sentResponse());
    await input.fill(await host.codeOf(''));
    await verify.click();
    await expect.poll(() => sent.textContent()).toContain('We sent a code to');
    expect(await input.getAttribute('inputmode')).toBe('text');
  });

  it('verifies the last character with auto-verify: typed or pasted, and the same code once', async () => {
    const account = 'auto@example.com';
    const { page, go, input, send, sent, status, posts } = await host.page(
      `type="email" account="${account}" auto-verify`,
    );
    await go();
    await send.click();
    await expect.poll(() => sent.textContent()).toContain(account);
    const code = await host.codeOf(account);
    const wrong = code === '000000' ? '000001' : '000000';
    await input.pressSequentially(wrong);
    await expect.poll(() => status.textContent()).toContain('That code is wrong');
    expect(posts()).toBe(2);
    await input.press('End');
    await input.press('Backspace');
    await input.press(wrong.at(-1)!);
    expect(posts()).toBe(2);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(`navigator.clipboard.writeText('${code.slice(0, 3)} ${code.slice(3)}')`);
    await input.press('Control+A');
    await page.keyboard.press('Control+V');
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(posts()).toBe(3);
  });

  it('verifies nothing by itself without auto-verify', async () => {
    const { go, input, image, posts } = await host.page('');
    await go();
    await image.waitFor();
    await input.pressSequentially('AAAAAA');
    expect(posts()).toBe(1);
  });
});
