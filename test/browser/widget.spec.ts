import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type TenantsFile, writeTenantsFile } from '../support/tenants-file.js';
import { CAPTCHA, TestApp } from '../support/app.js';
import { describeWithBrowser, type WatchedPage } from '../support/browser/browser.js';
import { seriousViolations } from '../support/browser/axe.js';
import { unexpectedProblems } from './support/unexpected.js';

/** The strictest policy for a page that loads the script, calls its server and shows data URIs. */
const POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; media-src data:; form-action 'self'";
const BUNDLE = 'libs/captcha-widget/dist/captcha-field.js';

/** A WAV data URI with 8 samples. */
const SPOKEN = `data:audio/wav;base64,${Buffer.concat([
  Buffer.from('RIFF'),
  Buffer.from([44, 0, 0, 0]),
  Buffer.from('WAVEfmt '),
  Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0]),
  Buffer.from('data'),
  Buffer.from([8, 0, 0, 0, 128, 128, 128, 128, 128, 128, 128, 128]),
]).toString('base64')}`;

describe('captcha-field.js: the bundle', () => {
  it('is one module without imports, of at most 8 KiB gzipped', async () => {
    const source = await readFile(BUNDLE);
    expect(source.toString()).not.toMatch(/\bimport\s*[("'{*]/);
    expect(gzipSync(source, { level: 9 }).length).toBeLessThanOrEqual(8192);
  });
});

describeWithBrowser('<captcha-field>', (open) => {
  let app: TestApp;
  let tenants: TenantsFile;
  beforeAll(async () => {
    const stepUp = { perAccountHour: 0, perAddressHour: 1000 };
    const address = { messagesPerHour: 1000, imagesPerMinute: 1000, wrongPerHour: 1000 };
    tenants = await writeTenantsFile({
      tenants: [
        {
          code: 'default',
          policy: { limits: { address, stepUp: { perAccountHour: 2, perAddressHour: 1000 } } },
        },
        { code: 'careful', policy: { limits: { address, stepUp } } },
        {
          code: 'attacked',
          policy: {
            limits: { address, recipient: { gap: 0 } },
            purposes: { register: {}, login: { limits: { recipient: { gap: 60 } } } },
          },
        },
      ],
    });
    app = await TestApp.start({ env: tenants.env });
  });
  afterAll(async () => {
    await app.close();
    await tenants.remove();
  });

  /** Opens a host page with the field, under a Content-Security-Policy that allows only what the field needs. */
  async function host(attributes: string, around = (field: string) => field, lang = 'en') {
    const watched = await open();
    onTestFinished(() => watched.context.close());
    const html = `<!doctype html><html lang="${lang}"><title>Host</title><script type="module" src="/captcha-field.js"></script>
      <main><h1>Host</h1>${around(`<captcha-field ${attributes}></captcha-field>`)}</main>`;
    await watched.page.route(`${app.url}/host`, (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: { 'Content-Security-Policy': POLICY },
        body: html,
      }),
    );
    return { ...watched, ...parts(watched) };
  }

  function parts({ page }: WatchedPage) {
    return {
      go: () => page.goto(`${app.url}/host`),
      input: page.getByRole('textbox'),
      send: page.locator('captcha-field').locator('[part~=send]'),
      verify: page.getByRole('button', { name: 'Verify' }),
      image: page.getByRole('img'),
      status: page.getByRole('status'),
      /** The `detail` of the next event of this name. */
      next: (name: string) =>
        page.evaluate<Record<string, unknown>>(
          `new Promise((resolve) => document.addEventListener('${name}', ({ detail }) => resolve(detail), { once: true }))`,
        ),
      /** The value of an expression on the element, such as `value`. */
      property: <Value>(expression: string) =>
        page.evaluate<Value>(`document.querySelector('captcha-field').${expression}`),
    };
  }

  /** The code of the newest message to an account; '' for images. */
  async function codeOf(account: string): Promise<string> {
    const { body } = await app.fetch<{ messages: { code: string }[] }>(
      `/outbox/messages?account=${encodeURIComponent(account)}&wait=5000`,
    );
    return body.data.messages[0]!.code;
  }

  /** The number of messages to an account. */
  async function messagesTo(account: string): Promise<number> {
    const { body } = await app.fetch<{ messages: object[] }>(
      `/outbox/messages?account=${encodeURIComponent(account)}`,
    );
    return body.data.messages.length;
  }

  /** Intercepts the next request for a code; the returned function gives its body. */
  async function mockResponseOnce(page: Page, envelope: object, status = 200): Promise<() => unknown> {
    let body: unknown;
    await page.route(
      `${app.url}${CAPTCHA}`,
      (route) => {
        body = route.request().postDataJSON();
        return route.fulfill({ status, json: envelope });
      },
      { times: 1 },
    );
    return () => body;
  }

  it('shows a picture, verifies its answer, and has the ticket as its value', async () => {
    const { page, go, image, input, verify, status, property, next, problems } = await host('');
    await go();
    await image.waitFor();
    expect(await image.getAttribute('src')).toMatch(/^data:image\/png;base64,/);
    await input.fill((await codeOf('')).toLowerCase());
    const verified = next('verified');
    await verify.click();
    expect(await verified).toMatchObject({
      expire: 300,
      ticket: expect.stringMatching(/^\S+\.\S+\.\S+$/) as string,
    });
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(await property('value')).toBe((await verified)['ticket']);
    expect(await page.locator('captcha-field:state(verified)').count()).toBe(1);
    expect(problems).toEqual([]);
  });

  it('sends requests to the origin of its script on a page of another origin', async () => {
    const { page, context, problems } = await open();
    onTestFinished(() => context.close());
    const body = `<!doctype html><script type="module" src="${app.url}/captcha-field.js"></script><captcha-field></captcha-field>`;
    const shop = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end(body);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void shop.close());
    await once(shop, 'listening');
    await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/login`);
    await page.getByRole('img').waitFor();
    expect(problems).toEqual([]);
  });

  it('shows a new picture and a message after a wrong answer', async () => {
    const { go, image, input, verify, status, problems } = await host('');
    await go();
    const first = await image.getAttribute('src');
    await input.fill('AAAAAA');
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('That was not it. Here is a new one.');
    expect(await image.getAttribute('src')).not.toBe(first);
    expect(await input.inputValue()).toBe('');
    expect(await input.getAttribute('aria-invalid')).toBe('true');
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('keeps the picture after a malformed answer', async () => {
    const { go, image, input, verify, status } = await host('');
    await go();
    const first = await image.getAttribute('src');
    await input.fill('A');
    await verify.click();
    await expect.poll(() => status.textContent()).toContain('code');
    expect(await image.getAttribute('src')).toBe(first);
  });

  it('shows another picture on request', async () => {
    const { page, go, image, next } = await host('');
    await go();
    const first = await image.getAttribute('src');
    const issued = next('issued');
    await page.getByRole('button', { name: 'Show another one' }).click();
    expect(await issued).toMatchObject({ type: 'image', isStepUp: false, expire: 180 });
    expect(await image.getAttribute('src')).not.toBe(first);
  });

  it('sends a code, and accepts a pasted "123 456"', async () => {
    const { page, go, input, send, verify, status, next, problems } = await host(
      'type="email" account="paste@example.com"',
    );
    await go();
    const issued = next('issued');
    await send.click();
    expect(await issued).toMatchObject({ type: 'email', resendAfter: 60, sentTo: 'p***@e***.com' });
    expect(await status.textContent()).toBe('Sent to p***@e***.com');
    const code = await codeOf('paste@example.com');
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
    const { go, input, send, verify, status, next } = await host(
      'type="phone" account="+8613800138001" language="zh-CN"',
      undefined,
      'zh-CN',
    );
    await go();
    await send.click();
    const code = await codeOf('+8613800138001');
    await expect.poll(() => status.textContent()).toContain('已发送至');
    await input.fill(code === '000000' ? '000001' : '000000');
    const failed = next('failed');
    await input.press('Enter');
    expect(await failed).toEqual({ code: 1000005, msg: '验证码错误或已过期，请核对后重试，或重新获取' });
    expect(await status.textContent()).toBe('验证码错误或已过期，请核对后重试，或重新获取');
    await input.fill(code);
    await input.press('Enter');
    await expect.poll(() => status.textContent()).toBe('验证通过');
    expect(await verify.count()).toBe(0);
  });

  it('reflects properties that frameworks set', async () => {
    const { page, go, image, property } = await host('');
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

  it('sets inputmode, autocomplete and autocapitalize by type', async () => {
    const { page, go, input, image } = await host('');
    await go();
    await image.waitFor();
    const attributes = async () =>
      Promise.all(['inputmode', 'autocomplete', 'autocapitalize'].map((name) => input.getAttribute(name)));
    expect(await attributes()).toEqual(['text', 'off', 'characters']);
    await page.evaluate(`document.querySelector('captcha-field').setAttribute('type', 'phone')`);
    await expect.poll(attributes).toEqual(['numeric', 'one-time-code', 'off']);
  });

  /** A response of the contract to a request for a code that was sent. */
  const sent = (data: object = {}) => ({
    code: 0,
    msg: 'success',
    data: { codeID: 'B'.repeat(20), url: '', expire: 180, resendAfter: 60, sentTo: 'a***@e***.com', ...data },
  });

  it.each([
    ['a code of digits', { codeLength: 6, codeAlphabet: 'digits' }, ['numeric', 'off']],
    ['a strong code', { codeLength: 10, codeAlphabet: 'letters' }, ['text', 'characters']],
    ['a code of an older server', {}, ['numeric', 'off']],
  ])('shows the keyboard for %s', async (_what, format, keyboard) => {
    const { page, go, input, send, status } = await host('type="email" account="a@example.com"');
    await go();
    await mockResponseOnce(page, sent(format));
    await send.click();
    await expect.poll(() => status.textContent()).toContain('Sent to');
    const attributes = ['inputmode', 'autocapitalize'].map((name) => input.getAttribute(name));
    expect(await Promise.all(attributes)).toEqual(keyboard);
    expect(await input.getAttribute('autocorrect')).toBe('off');
  });

  it('shows the keyboard for a picture of digits, unless the page sets inputmode', async () => {
    const { page, go, input, image } = await host('');
    await go();
    await image.waitFor();
    const url = await image.getAttribute('src');
    await mockResponseOnce(page, {
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
    const { page, go, input, send, status } = await host('type="email" account="a@example.com"');
    await go();
    await mockResponseOnce(page, sent({ codeLength: 10, codeAlphabet: 'letters' }));
    await send.click();
    await expect.poll(() => status.textContent()).toContain('Sent to');
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
    const { page, go, input, send, status } = await host('type="email" account="a@example.com"');
    await go();
    await mockResponseOnce(page, sent({ codeLength: 6, codeAlphabet: 'digits' }));
    await send.click();
    await expect.poll(() => status.textContent()).toContain('Sent to');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await input.focus();
    await page.keyboard.press('Control+V');
    expect(await input.inputValue()).toBe('123456');
  });

  it('shows every character of a strong code, in any width', async () => {
    const { page, go, input, send, status } = await host('type="email" account="a@example.com"');
    await go();
    await mockResponseOnce(page, sent({ codeLength: 10, codeAlphabet: 'letters' }));
    await send.click();
    await expect.poll(() => status.textContent()).toContain('Sent to');
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
      const { body } = await app.post(CAPTCHA, request, tenant);
      const code = (await codeOf(account)) === '000000' ? '000001' : '000000';
      for (let j = 0; j < 5; j += 1)
        await app.post(`${CAPTCHA}/verify`, { ...request, code, codeID: body.data['codeID'] }, tenant);
    }
    const { page, go, input, send, verify, status, problems } = await host(
      `type="email" account="${account}" tenant="attacked"`,
    );
    await go();
    await send.click();
    await page.getByLabel('Characters in the picture').waitFor();
    await input.fill(await codeOf(''));
    await verify.click();
    await expect.poll(() => status.textContent()).toContain('Sent to');
    expect(await input.getAttribute('inputmode')).toBe('text');
    // Within the gap the field asks again without a picture.
    await page.reload();
    await send.click();
    await expect.poll(() => status.textContent()).toContain('Sent to');
    expect(await input.getAttribute('inputmode')).toBe('text');
    await input.fill((await codeOf(account)).toLowerCase());
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('counts down to the next code, then asks again and goes on with the gap that is left', async () => {
    const { page, go, send, status, next } = await host('type="email" account="twice@example.com"');
    await page.clock.install();
    await go();
    await send.click();
    await expect.poll(() => send.textContent()).toMatch(/^Again in \d\d s$/);
    expect(await send.getAttribute('aria-disabled')).toBe('true');
    await page.clock.fastForward(61_000);
    await expect.poll(() => send.textContent()).toBe('Send again');
    expect(await send.getAttribute('aria-disabled')).toBe('false');
    // The clock of the server has not advanced.
    const issued = next('issued');
    await send.click();
    const { resendAfter } = await issued;
    expect(resendAfter).toBeLessThanOrEqual(60);
    await expect.poll(() => send.textContent()).toBe(`Again in ${String(resendAfter)} s`);
    expect(await status.textContent()).toContain('Sent to');
    expect(await messagesTo('twice@example.com')).toBe(1);
  });

  it('counts down to the next code after a refusal', async () => {
    const { page, go, send, status, next } = await host('type="email" account="a@example.com"');
    await go();
    await mockResponseOnce(page, { code: 1000028, msg: 'Too many.', data: { retryAfter: 40 } }, 429);
    const failed = next('failed');
    await send.click();
    expect(await failed).toEqual({ code: 1000028, msg: 'Too many.', retryAfter: 40 });
    await expect.poll(() => send.textContent()).toMatch(/^Again in (40|39) s$/);
    expect(await status.textContent()).toBe('Too many.');
  });

  it.each([
    ['a reload', (page: Page) => page.reload()],
    [
      'the back button',
      async (page: Page) => {
        await page.goto(`${app.url}/health/live`);
        await page.goBack();
      },
    ],
  ])('goes on with the code in the mailbox after %s', async (what, leave) => {
    const account = `${what.replaceAll(' ', '-')}@example.com`;
    const { page, go, input, send, verify, status, next } = await host(`type="email" account="${account}"`);
    await go();
    const first = next('issued');
    await send.click();
    const { codeID } = await first;
    await leave(page);
    // The code is typed before the field has asked again.
    await input.fill(await codeOf(account));
    await input.press('Enter');
    await expect.poll(() => status.textContent()).toBe('Please press “Send code” first.');
    const second = next('issued');
    await send.click();
    const detail = await second;
    expect(detail['codeID']).not.toBe(codeID);
    expect(detail['resendAfter']).toBeLessThanOrEqual(60);
    await expect.poll(() => send.textContent()).toMatch(/^Again in \d+ s$/);
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(await messagesTo(account)).toBe(1);
  });

  it('accepts the code of one message in two tabs', async () => {
    const account = 'tabs@example.com';
    const tabs = [
      await host(`type="email" account="${account}"`),
      await host(`type="email" account="${account}"`),
    ];
    for (const { go, send, status } of tabs) {
      await go();
      await send.click();
      await expect.poll(() => status.textContent()).toContain('Sent to');
    }
    expect(await messagesTo(account)).toBe(1);
    const code = await codeOf(account);
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
    const { page, go, input, send, status } = await host('type="email" account="a@example.com"');
    await page.clock.install();
    let requests = 0;
    page.on('request', (request) => (requests += request.method() === 'POST' ? 1 : 0));
    await mockResponseOnce(page, sent({ resendAfter: 23 }));
    await go();
    await send.click();
    await expect.poll(() => send.textContent()).toMatch(/^Again in 2[23] s$/);
    await page.clock.fastForward(24_000);
    await expect.poll(() => send.textContent()).toBe('Send again');
    await page.clock.fastForward(157_000);
    await expect.poll(() => status.textContent()).toBe('This has expired. Please ask for a new one.');
    await input.blur();
    await input.focus();
    expect(requests).toBe(1);
  });

  it('removes an expired picture, and shows a new one on focus', async () => {
    const { page, go, image, input, status, next } = await host('');
    await page.clock.install();
    await go();
    await image.waitFor();
    const first = await image.getAttribute('src');
    await page.clock.fastForward(181_000);
    await expect.poll(() => status.textContent()).toBe('This has expired. Please ask for a new one.');
    const issued = next('issued');
    await input.focus();
    await issued;
    expect(await image.getAttribute('src')).not.toBe(first);
  });

  it('shows the picture of a step-up refusal, and sends the code after the right answer', async () => {
    const { page, go, image, input, send, verify, status, next, problems } = await host(
      'type="email" account="careful@example.com" tenant="careful"',
    );
    await go();
    const issued = next('issued');
    await send.click();
    expect(await issued).toMatchObject({ type: 'image', isStepUp: true });
    await expect.poll(() => status.textContent()).toBe('One more step: answer this, and your code is sent.');
    await page.getByLabel('Characters in the picture').waitFor();
    const first = await image.getAttribute('src');
    await input.fill('AAAAAA');
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('That was not it. Here is a new one.');
    expect(await image.getAttribute('src')).not.toBe(first);
    await input.fill(await codeOf(''));
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Sent to c***@e***.com');
    expect(await image.count()).toBe(0);
    // The picture had letters; the code is an ordinary one.
    expect(await input.getAttribute('inputmode')).toBe('numeric');
    await input.fill(await codeOf('careful@example.com'));
    await verify.click();
    await expect.poll(() => status.textContent()).toBe('Verified');
    expect(unexpectedProblems(problems)).toEqual([]);
  });

  it('shows the keyboard for letters after a step-up picture of a server that does not tell the alphabet', async () => {
    const { page, go, input, send, verify, status } = await host(
      'type="email" account="older@example.com" tenant="careful"',
    );
    await go();
    await send.click();
    await page.getByLabel('Characters in the picture').waitFor();
    await mockResponseOnce(page, sent());
    await input.fill(await codeOf(''));
    await verify.click();
    await expect.poll(() => status.textContent()).toContain('Sent to');
    expect(await input.getAttribute('inputmode')).toBe('text');
  });

  it('plays a recording instead of a picture', async () => {
    const { page, go, image, input } = await host('');
    await go();
    await image.waitFor();
    const requestBody = await mockResponseOnce(page, {
      code: 0,
      msg: 'success',
      data: { codeID: 'A'.repeat(20), url: SPOKEN, expire: 180 },
    });
    await page.getByRole('button', { name: 'Listen instead' }).click();
    await page.getByLabel('Digits you hear').first().waitFor();
    expect(requestBody()).toMatchObject({ type: 'image', presentation: 'audio' });
    expect(await page.locator('audio').getAttribute('src')).toBe(SPOKEN);
    expect(await image.count()).toBe(0);
    expect(await input.getAttribute('inputmode')).toBe('numeric');
    // The input gets the focus.
    await expect.poll(() => page.locator('captcha-field input:focus').count()).toBe(1);
    await page.getByRole('button', { name: 'Show a picture instead' }).click();
    await image.waitFor();
    expect(await image.getAttribute('src')).toMatch(/^data:image\/png/);
    await expect.poll(() => page.locator('captcha-field input:focus').count()).toBe(1);
  });

  it('shows a message if the server has no recordings', async () => {
    const { page, go, image, status } = await host('');
    await go();
    const url = await image.getAttribute('src');
    await mockResponseOnce(page, {
      code: 0,
      msg: 'success',
      data: { codeID: 'A'.repeat(20), url, expire: 180 },
    });
    const listen = page.getByRole('button', { name: 'Listen instead' });
    await listen.click();
    await expect.poll(() => status.textContent()).toBe('There is no recording here. Please use the picture.');
    expect(await listen.count()).toBe(0);
  });

  it('verifies the input when its form is submitted, and submits the ticket', async () => {
    const form = (field: string) =>
      `<form action="/host" method="get">${field}<button name="by" value="button">Log in</button></form>`;
    const { page, go, image, input } = await host('name="proof"', form);
    await go();
    await image.waitFor();
    await page.evaluate(`document.forms[0].addEventListener('submit', (event) => {
      event.preventDefault();
      window.sent = Object.fromEntries(new FormData(event.target, event.submitter));
    })`);
    // An empty input: constraint validation of the browser blocks the submission.
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(await page.evaluate('document.forms[0].checkValidity() || window.sent')).toBe(undefined);
    await input.fill(await codeOf(''));
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect
      .poll(() => page.evaluate('window.sent'))
      .toEqual({ proof: expect.stringMatching(/^\S+\.\S+\.\S+$/) as string, by: 'button' });
  });

  it('blocks the submission after a wrong code', async () => {
    const { page, go, image, input, status } = await host(
      '',
      (field) => `<form action="/host">${field}<button>Log in</button></form>`,
    );
    await go();
    await image.waitFor();
    await page.evaluate(
      `document.forms[0].addEventListener('submit', (event) => (event.preventDefault(), window.sent = true))`,
    );
    await input.fill('AAAAAA');
    await input.press('Enter');
    await expect.poll(() => status.textContent()).toBe('That was not it. Here is a new one.');
    expect(await page.evaluate('window.sent')).toBe(undefined);
  });

  it('submits the unverified code with submit="code"', async () => {
    const { page, go, image, input, verify } = await host(
      'submit="code"',
      (field) => `<form action="/host">${field}<button>Log in</button></form>`,
    );
    await go();
    await image.waitFor();
    const code = await codeOf('');
    await input.fill(code);
    expect(await verify.count()).toBe(0);
    expect(await page.evaluate('Object.fromEntries(new FormData(document.forms[0]))')).toEqual({
      type: 'image',
      codeID: expect.stringMatching(/^[\w-]{20}$/) as string,
      code,
    });
  });

  it('is disabled with its fieldset, and cleared by a reset', async () => {
    const { page, go, image, input, next } = await host(
      '',
      (field) => `<form><fieldset>${field}</fieldset></form>`,
    );
    await go();
    await image.waitFor();
    await input.fill('ABC');
    const issued = next('issued');
    await page.evaluate('document.forms[0].reset()');
    await issued;
    expect(await input.inputValue()).toBe('');
    await page.evaluate(`document.querySelector('fieldset').disabled = true`);
    expect(await input.isDisabled()).toBe(true);
    expect(await page.evaluate('document.forms[0].checkValidity()')).toBe(true);
  });

  it('takes texts from attributes, and supports right-to-left layout', async () => {
    const { page, go, send, input } = await host(
      'type="email" account="a@example.com" text-send="أرسل الرمز" language="ar"',
      (field) => `<div dir="rtl">${field}</div>`,
    );
    await go();
    await expect.poll(() => send.textContent()).toBe('أرسل الرمز');
    const [button, line] = [await send.boundingBox(), await input.boundingBox()];
    expect(button!.x).toBeLessThan(line!.x);
    expect(await input.getAttribute('dir')).toBe('ltr');
    expect(await page.getByRole('textbox').count()).toBe(1);
  });

  it('shows server messages as text, not HTML', async () => {
    const { page, go, send, status } = await host('type="email" account="a@example.com"');
    await go();
    const html = '<img src=x onerror=alert(1)>';
    await mockResponseOnce(page, { code: 100007, msg: html });
    await send.click();
    await expect.poll(() => status.textContent()).toBe(html);
    expect(await page.locator('captcha-field img[src=x]').count()).toBe(0);
  });

  it('shows a message if the request fails', async () => {
    const { page, go, send, status, next } = await host('type="email" account="a@example.com"');
    await go();
    await page.route(`${app.url}${CAPTCHA}`, (route) => route.abort(), { times: 1 });
    const failed = next('failed');
    await send.click();
    expect(await failed).toEqual({ code: null, msg: 'The server did not answer. Please try again.' });
    expect(await status.textContent()).toBe('The server did not answer. Please try again.');
  });

  it('sends one request for two clicks, and none during the resend gap', async () => {
    const { page, go, send, status } = await host('type="email" account="impatient@example.com"');
    await go();
    await send.waitFor();
    let requests = 0;
    page.on('request', (request) => (requests += request.method() === 'POST' ? 1 : 0));
    const button = `document.querySelector('captcha-field').shadowRoot.querySelector('[part~=send]')`;
    await page.evaluate(`${button}.click(); ${button}.click()`);
    await expect.poll(() => status.textContent()).toBe('Sent to i***@e***.com');
    await page.evaluate(`${button}.click()`);
    expect(await status.textContent()).toBe('Sent to i***@e***.com');
    expect(requests).toBe(1);
  });

  it.each(['light', 'dark'] as const)('has no serious accessibility violation (%s)', async (colorScheme) => {
    const { page, go, image, send, status, problems } = await host(`account="${colorScheme}@example.com"`);
    await page.emulateMedia({ colorScheme });
    await go();
    await page.evaluate(
      `document.documentElement.style.cssText = 'color-scheme: light dark; background: Canvas'`,
    );
    await image.waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.evaluate(`document.querySelector('captcha-field').type = 'email'`);
    await send.click();
    await expect.poll(() => status.textContent()).toContain('Sent to');
    expect(await seriousViolations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('is served gzipped, with an ETag, to any origin', async () => {
    const response = await fetch(`${app.url}/captcha-field.js`, {
      headers: { Origin: 'https://shop.example' },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(await readFile(BUNDLE, 'utf8'));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': expect.stringContaining('max-age') as string,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const conditional = { headers: { 'If-None-Match': response.headers.get('etag')! } };
    expect((await fetch(`${app.url}/captcha-field.js`, conditional)).status).toBe(304);
    const plain = await fetch(`${app.url}/captcha-field.js`, { headers: { 'Accept-Encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBe(null);
  });

  it('can be imported without a document, for server-side rendering', async () => {
    const { CaptchaField } = (await import(`../../${BUNDLE}`)) as { CaptchaField: unknown };
    expect(CaptchaField).toBeTypeOf('function');
  });

  it('varies by Origin, so that caches keep the responses of allowed origins apart', async () => {
    const origins = ['https://a.example', 'https://b.example'];
    const strict = await TestApp.start({ env: { CORS_ORIGINS: origins.join() } });
    for (const origin of origins) {
      const { headers } = await fetch(`${strict.url}/captcha-field.js`, { headers: { Origin: origin } });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('vary')?.split(', ')).toEqual(expect.arrayContaining(['Origin', 'Accept-Encoding']));
    }
    await strict.close();
  });

  it('is served with DOCS=off', async () => {
    const bare = await TestApp.start({ env: { DOCS: 'off' } });
    expect((await fetch(`${bare.url}/captcha-field.js`)).status).toBe(200);
    await bare.close();
  });
});
