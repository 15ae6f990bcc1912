import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { CAPTCHA } from '../support/app.js';
import { unexpectedProblems } from './support/unexpected.js';
import { describeWidget, sentResponse } from './support/widget.js';

describeWidget('<captcha-field type="email">', (host) => {
  it('sends a code, and accepts a pasted "123 456"', async () => {
    const { page, go, input, send, verify, sent, status, next, problems } = await host.page(
      'type="email" account="paste@example.com"',
    );
    await go();
    const issued = next('issued');
    await send.click();
    expect(await issued).toMatchObject({ type: 'email', resendAfter: 60, sentTo: 'p***@e***.com' });
    expect(await sent.textContent()).toBe('We sent a code to paste@example.com.');
    const code = await host.codeOf('paste@example.com');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(`navigator.clipboard.writeText(' ${code.slice(0, 3)} ${code.slice(3)} ')`);
    await input.focus();
    await page.keyboard.press('Control+V');
    expect(await input.inputValue()).toBe(code);
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(problems).toEqual([]);
  });

  it('accepts a sent code after a wrong answer, and shows the message of the server', async () => {
    const { go, input, send, verify, sent, status, next } = await host.page(
      'type="phone" account="+8613800138001" language="zh-CN"',
      { lang: 'zh-CN' },
    );
    await go();
    await send.click();
    const code = await host.codeOf('+8613800138001');
    await expect.poll(() => sent.textContent()).toBe('验证码已发送至 +8613800138001。');
    await input.fill(code === '000000' ? '000001' : '000000');
    const failed = next('failed');
    await input.press('Enter');
    expect(await failed).toEqual({ code: 1000005, msg: '验证码错误或已过期，请核对后重试，或重新获取' });
    expect(await status.textContent()).toBe('验证码错误或已过期，请核对后重试，或重新获取');
    await input.fill(code);
    await input.press('Enter');
    await expect.poll(() => status.textContent()).toBe('验证通过');
    expect(await verify.isVisible()).toBe(false);
  });

  it('counts down to the next code, then asks again and goes on with the gap that is left', async () => {
    const { page, go, send, sent, next } = await host.page('type="email" account="twice@example.com"');
    await page.clock.install();
    await go();
    await send.click();
    await expect.poll(() => send.innerText()).toMatch(/^Send again 0:\d\d$/);
    expect(await send.getAttribute('aria-disabled')).toBe('true');
    await page.clock.fastForward(61_000);
    await expect.poll(() => send.innerText()).toBe('Send again');
    expect(await send.getAttribute('aria-disabled')).toBe('false');
    // The clock of the server has not advanced.
    const issued = next('issued');
    await send.click();
    const { resendAfter } = await issued;
    expect(resendAfter).toBeLessThanOrEqual(60);
    await expect
      .poll(() => send.innerText())
      .toMatch(new RegExp(`^Send again (0:${String(resendAfter)}|1:00)$`));
    expect(await sent.textContent()).toContain('We sent a code to');
    expect(await host.messagesTo('twice@example.com')).toBe(1);
  });

  it('counts down to the next code after a refusal', async () => {
    const { page, go, send, status, next } = await host.page('type="email" account="a@example.com"');
    await go();
    await host.mockResponseOnce(
      page,
      { code: 1000028, msg: 'Too many.', data: { retryAfter: 40 } },
      { status: 429 },
    );
    const failed = next('failed');
    await send.click();
    expect(await failed).toEqual({ code: 1000028, msg: 'Too many.', retryAfter: 40 });
    await expect.poll(() => send.innerText()).toMatch(/^Send code 0:(40|39)$/);
    expect(await status.textContent()).toBe('Too many.');
  });

  it('asks to wait no longer than until the next code can be requested', async () => {
    const { page, go, send, status } = await host.page('type="email" account="a@example.com"');
    await page.clock.install();
    await go();
    const data = { retryAfter: 40 };
    await host.mockResponseOnce(page, { code: 1000028, msg: 'Wait 40 s.', data }, { status: 429 });
    await send.click();
    await expect.poll(() => status.textContent()).toBe('Wait 40 s.');
    await page.clock.fastForward(41_000);
    await expect.poll(() => send.innerText()).toBe('Send code');
    expect(await status.textContent()).toBe('');

    await host.mockResponseOnce(page, sentResponse({ resendAfter: 60 }));
    await send.click();
    await expect.poll(() => send.innerText()).toMatch(/^Send again /);
    await send.dispatchEvent('click');
    await expect.poll(() => status.textContent()).toContain('Try again in ');
    await page.clock.fastForward(61_000);
    await expect.poll(() => send.innerText()).toBe('Send again');
    expect(await status.textContent()).toBe('');
  });

  it.each([
    ['a reload', (page: Page) => page.reload()],
    [
      'the back button',
      async (page: Page) => {
        await page.goto(`${host.app.url}/health/live`);
        await page.goBack();
      },
    ],
  ])('goes on with the code in the mailbox after %s', async (what, leave) => {
    const account = `${what.replaceAll(' ', '-')}@example.com`;
    const { page, go, input, send, verify, status, next } = await host.page(
      `type="email" account="${account}"`,
    );
    await go();
    const first = next('issued');
    await send.click();
    const { codeID } = await first;
    await leave(page);
    // The code is typed before the field has asked again.
    await input.fill(await host.codeOf(account));
    await input.press('Enter');
    await expect.poll(() => status.textContent()).toBe('Select “Send code” first.');
    const second = next('issued');
    await send.click();
    const detail = await second;
    expect(detail['codeID']).not.toBe(codeID);
    expect(detail['resendAfter']).toBeLessThanOrEqual(60);
    await expect.poll(() => send.innerText()).toMatch(/^Send again 0:\d\d$/);
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(await host.messagesTo(account)).toBe(1);
  });

  it('accepts the code of one message in two tabs', async () => {
    const account = 'tabs@example.com';
    const tabs = [
      await host.page(`type="email" account="${account}"`),
      await host.page(`type="email" account="${account}"`),
    ];
    for (const { go, send, sent } of tabs) {
      await go();
      await send.click();
      await expect.poll(() => sent.textContent()).toContain('We sent a code to');
    }
    expect(await host.messagesTo(account)).toBe(1);
    const code = await host.codeOf(account);
    const [first, second] = tabs as [(typeof tabs)[number], (typeof tabs)[number]];
    await second.input.fill(code);
    await second.verify.click();
    await expect.poll(() => second.status.textContent()).toBe('Verified');
    // The first right answer has consumed the code for both.
    await first.input.fill(code);
    await first.verify.click();
    await expect
      .poll(() => first.status.textContent())
      .toBe('That code is wrong or has expired. Check it and try again, or ask for a new code.');
  });

  it('requests no message by itself: not at the start, not after the gap, not after the end of the code', async () => {
    const { page, go, input, send, status, posts } = await host.page('type="email" account="a@example.com"');
    await page.clock.install();
    await host.mockResponseOnce(page, sentResponse({ resendAfter: 23 }));
    await go();
    await send.click();
    await expect.poll(() => send.innerText()).toMatch(/^Send again 0:\d\d$/);
    await page.clock.fastForward(24_000);
    await expect.poll(() => send.innerText()).toBe('Send again');
    await page.clock.fastForward(157_000);
    await expect.poll(() => status.textContent()).toBe('This has expired. Ask for a new one.');
    await input.blur();
    await input.focus();
    expect(posts()).toBe(1);
  });

  it('shows the picture of a step-up refusal, and sends the code after the right answer', async () => {
    const { page, go, image, input, send, verify, sent, status, next, problems } = await host.page(
      'type="email" account="careful@example.com" tenant="careful"',
    );
    await go();
    const issued = next('issued');
    await send.click();
    expect(await issued).toMatchObject({ type: 'image', isStepUp: true });
    await expect.poll(() => status.textContent()).toBe('Answer this first. Then we send your code.');
    await page.getByLabel('Characters in the picture').waitFor();
    const first = await image.getAttribute('src');
    await input.fill('AAAAAA');
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('That was not right. Try this new one.');
    expect(await image.getAttribute('src')).not.toBe(first);
    await input.fill(await host.codeOf(''));
    await verify.click();
    await expect.poll(() => sent.textContent()).toBe('We sent a code to careful@example.com.');
    expect(await image.count()).toBe(0);
    // The picture had letters; the code is an ordinary one.
    expect(await input.getAttribute('inputmode')).toBe('numeric');
    await input.fill(await host.codeOf('careful@example.com'));
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('shows server messages as text, not HTML', async () => {
    const { page, go, send, status } = await host.page('type="email" account="a@example.com"');
    await go();
    const html = '<img src=x onerror=alert(1)>';
    await host.mockResponseOnce(page, { code: 100007, msg: html });
    await send.click();
    await expect.poll(() => status.textContent()).toBe(html);
    expect(await page.locator('captcha-field img[src=x]').count()).toBe(0);
  });

  it('shows a message if the request fails', async () => {
    const { page, go, send, status, next } = await host.page('type="email" account="a@example.com"');
    await go();
    await page.route(`${host.app.url}${CAPTCHA}`, (route) => route.abort(), { times: 1 });
    const failed = next('failed');
    await send.click();
    expect(await failed).toEqual({ code: null, msg: 'The server did not answer. Try again.' });
    expect(await status.textContent()).toBe('The server did not answer. Try again.');
  });

  it('sends one request for two clicks, and none during the resend gap', async () => {
    const { page, go, send, sent, status, posts } = await host.page(
      'type="email" account="impatient@example.com"',
    );
    await go();
    await send.waitFor();
    const button = `document.querySelector('captcha-field').shadowRoot.querySelector('[part~=send]')`;
    await page.evaluate(`${button}.click(); ${button}.click()`);
    await expect.poll(() => sent.textContent()).toBe('We sent a code to impatient@example.com.');
    await page.evaluate(`${button}.click()`);
    expect(await status.textContent()).toMatch(/^Try again in (0:\d\d|1:00)\.$/);
    expect(posts()).toBe(1);
  });
});
