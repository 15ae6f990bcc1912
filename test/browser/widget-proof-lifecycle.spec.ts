import type { Request } from 'playwright-core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { describeWidget } from './support/widget.js';

const CHECKING = 'Checking that you are not a robot…';
const STEP_UP = '/captcha-field/step-up.js';
const SOLVER = '/captcha-field/solver.js';
/** Lifetime of an image in seconds, and one more. */
const EXPIRED_MS = 181_000;

const bodyOf = (request: Request) => request.postDataJSON() as Record<string, unknown>;

describeWidget('<captcha-field>: a proof of work that takes its time', (host) => {
  const visit = async (account: string) => {
    const visited = await host.page(`type="email" account="${account}" tenant="solved"`);
    const requests: Request[] = [];
    visited.page.on('request', (request) => requests.push(request));
    await visited.go();
    await visited.send.waitFor();
    return { ...visited, posted: () => requests.filter((one) => one.method() === 'POST').map(bodyOf) };
  };

  it.each([
    ['the solver', SOLVER],
    ['the code that loads it', STEP_UP],
  ])('ends when the account changes while %s is loading, and another one is solved', async (name, path) => {
    const [first, second] = [`first.${name.length}@example.com`, `second.${name.length}@example.com`];
    const { page, send, sent, status, field, posted, property } = await visit(first);
    const release = await host.holdRequestOnce(page, path);
    // The status is shown before the request is made.
    const requested = page.waitForRequest(host.app.url + path);
    await send.click();
    await requested;
    await expect.poll(() => status.textContent()).toBe(CHECKING);
    await property(`account = '${second}'`);
    await expect.poll(() => status.textContent()).toBe('');
    await send.click();
    await expect.poll(() => posted().length).toBe(2);
    release();
    await expect.poll(() => sent.textContent()).toContain(second);
    expect(posted().map(({ account, code }) => [account, code !== undefined])).toEqual([
      [first, false],
      [second, false],
      [second, true],
    ]);
    expect(await host.messagesTo(first)).toBe(0);
    expect(await field.locator('[data-waiting]').count()).toBe(0);
    expect(await status.textContent()).toBe('');
  });

  it('asks for nothing more after a reset, even if its code does not load', async () => {
    const { page, send, status, field, posted, property } = await visit('reset@example.com');
    let fail: () => void = () => undefined;
    const failed = new Promise<void>((resolve) => (fail = resolve));
    await page.route(host.app.url + STEP_UP, async (route) => {
      await failed;
      await route.abort();
    });
    await send.click();
    await expect.poll(() => status.textContent()).toBe(CHECKING);
    await property('reset()');
    const gone = page.waitForEvent('requestfailed');
    fail();
    await gone;
    await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
    expect(posted()).toHaveLength(1);
    expect(await status.textContent()).toBe('');
    expect(await field.locator('[data-waiting]').count()).toBe(0);
  });

  it('is solved once, and one code is sent, when Send is pressed again', async () => {
    const { page, send, sent, status, posted } = await visit('twice@example.com');
    const release = await host.holdRequestOnce(page, SOLVER);
    await send.dblclick();
    await expect.poll(() => status.textContent()).toBe(CHECKING);
    await send.click();
    await page.keyboard.press('Enter');
    expect(await status.textContent()).toBe(CHECKING);
    release();
    await expect.poll(() => sent.textContent()).toContain('twice@example.com');
    expect(posted()).toHaveLength(2);
    expect(await host.messagesTo('twice@example.com')).toBe(1);
  });

  it('is followed by another one, and not by a picture, when it has expired meanwhile', async () => {
    const { page, send, sent, image, status, posted } = await visit('late@example.com');
    onTestFinished(() => void vi.useRealTimers());
    const release = await host.holdRequestOnce(page, SOLVER);
    await send.click();
    await expect.poll(() => status.textContent()).toBe(CHECKING);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + EXPIRED_MS });
    release();
    await expect.poll(() => sent.textContent()).toContain('late@example.com');
    expect(posted().map(({ code, presentation }) => [code !== undefined, presentation])).toEqual([
      [false, undefined],
      [true, undefined],
      [true, undefined],
    ]);
    expect(new Set(posted().map(({ codeID }) => codeID)).size).toBe(3);
    expect(await image.isVisible()).toBe(false);
  });

  it('leaves a field that works when the person goes away and comes back', async () => {
    const { page, send, sent } = await visit('back@example.com');
    await host.holdRequestOnce(page, SOLVER);
    // The status is shown before. If the page were left then, the request of the second visit would be held.
    const requested = page.waitForRequest(host.app.url + SOLVER);
    await send.click();
    await requested;
    await page.goto('about:blank');
    await page.goBack();
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('back@example.com');
    expect(await host.messagesTo('back@example.com')).toBe(1);
  });
});
