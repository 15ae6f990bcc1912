import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWidget, sentResponse } from './support/widget.js';

const VENDOR = { name: 'turnstile', siteKey: '1x00000000000000000000AA', action: 'login' };
const stepUp = (reason: 'required' | 'wrong', codeID: string) => ({
  code: 1000034,
  msg: 'Solve the challenge first.',
  data: { codeID, url: '', expire: 180, codeLength: 0, codeAlphabet: 'letters', reason, vendor: VENDOR },
});

/** Shows a button in place of the widget of a vendor, which answers with a token. */
const PAGE = `document.addEventListener('step-up', (event) => {
  event.preventDefault();
  const { vendor, reason, answer } = event.detail;
  const button = document.createElement('button');
  button.slot = 'step-up';
  button.textContent = [vendor.name, vendor.siteKey, vendor.action, reason].join(' ');
  button.addEventListener('click', () => (button.remove(), answer('token of ' + reason)));
  event.target.append(button);
})`;

describeWidget('<captcha-field>: the widget of a vendor', (host) => {
  const visit = async (script?: string) => {
    const visited = await host.page('type="email" account="jane@example.com"', {
      ...(script !== undefined && { script }),
    });
    await visited.go();
    return visited;
  };
  const press = (page: Page, reason: string) =>
    page.getByRole('button', { name: `turnstile 1x00000000000000000000AA login ${reason}` }).click();

  it('is shown by the page in a slot, and its token sends the code', async () => {
    const { page, send, sent, status } = await visit(PAGE);
    await host.mockResponseOnce(page, stepUp('required', 'A'.repeat(20)), { status: 403 });
    await send.click();
    await expect.poll(() => status.textContent()).toBe('Answer this first. Then we send your code.');
    const first = await host.mockResponseOnce(page, stepUp('wrong', 'B'.repeat(20)), { status: 403 });
    await press(page, 'required');
    await page.getByRole('button', { name: /wrong$/ }).waitFor();
    expect(first()).toMatchObject({ codeID: 'A'.repeat(20), code: 'token of required' });
    const second = await host.mockResponseOnce(page, sentResponse());
    await press(page, 'wrong');
    await expect.poll(() => sent.textContent()).toContain('jane@example.com');
    expect(second()).toMatchObject({ codeID: 'B'.repeat(20), code: 'token of wrong' });
  });

  it('is missed in plain words on a page that does not show it', async () => {
    const { page, send, status, next } = await visit();
    await host.mockResponseOnce(page, stepUp('required', 'A'.repeat(20)), { status: 403 });
    const failed = next('failed');
    await send.click();
    await expect.poll(() => status.textContent()).toBe((await failed)['msg']);
    expect(await failed).toMatchObject({ code: 1000034 });
    expect(await status.textContent()).toMatch(/^This page cannot show the check/);
    expect(await send.isVisible()).toBe(true);
    expect(await page.locator('captcha-field:state(busy)').count()).toBe(0);
  });

  it('has the lifetime of the challenge', async () => {
    const { page, send, status } = await visit(PAGE);
    await page.clock.install();
    await host.mockResponseOnce(page, stepUp('required', 'A'.repeat(20)), { status: 403 });
    await send.click();
    await expect.poll(() => status.textContent()).toBe('Answer this first. Then we send your code.');
    await page.clock.fastForward(181_000);
    await expect.poll(() => status.textContent()).toBe('This has expired. Ask for a new one.');
  });

  it('is given up by reset(): a token that comes later is not sent', async () => {
    const { page, send, sent, status, posts, property } = await visit(PAGE);
    await host.mockResponseOnce(page, stepUp('required', 'A'.repeat(20)), { status: 403 });
    await send.click();
    await expect.poll(() => status.textContent()).toBe('Answer this first. Then we send your code.');
    await property('reset()');
    await press(page, 'required');
    expect(await status.textContent()).toBe('');
    await host.mockResponseOnce(page, sentResponse());
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('jane@example.com');
    expect(posts()).toBe(2);
  });

  it('gives way to a picture while the vendor is away', async () => {
    const { page, send, image } = await visit(PAGE);
    const url = (
      await host.app.post<{ url: string }>('/api/v1/system/user/captcha', { use: 'login', type: 'image' })
    ).body.data.url;
    const { data } = stepUp('required', 'A'.repeat(20));
    await host.mockResponseOnce(page, { code: 1000034, msg: '', data: { ...data, url, vendor: undefined } });
    await send.click();
    await image.waitFor();
  });
});
