import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWidget } from './support/widget.js';

/** A step-up that no browser solves in the time of a test. */
const ENDLESS = {
  code: 1000034,
  msg: '',
  data: {
    codeID: 'A'.repeat(20),
    url: '',
    expire: 180,
    codeLength: 0,
    codeAlphabet: 'letters',
    reason: 'required',
    challenge: {
      parameters: {
        algorithm: 'PBKDF2/SHA-256',
        cost: 1000,
        keyLength: 32,
        keyPrefix: '0'.repeat(32),
        nonce: '0'.repeat(32),
        salt: '0'.repeat(32),
      },
      signature: '0'.repeat(64),
    },
  },
};

/** Runs in the page before its scripts: without workers, four cores derive keys, which are counted. */
const ON_MAIN_THREAD = `
  delete globalThis.Worker;
  Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { value: 4 });
  window.derived = 0;
  window.derive = SubtleCrypto.prototype.deriveBits;
  SubtleCrypto.prototype.deriveBits = function (...input) {
    window.derived++;
    return window.derive.apply(this, input);
  };`;

const derived = (page: Page) => page.evaluate<number>('window.derived');

/** How many keys the field derives while the page derives ten. */
const derivedMeanwhile = (page: Page) =>
  page.evaluate<number>(`(async () => {
    const { subtle } = crypto;
    const key = await subtle.importKey('raw', new Uint8Array(16), 'PBKDF2', false, ['deriveBits']);
    const before = window.derived;
    for (let i = 0; i < 10; i++)
      await window.derive.call(subtle, { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(16), iterations: 1000 }, key, 256);
    return window.derived - before;
  })()`);

describeWidget('<captcha-field>: the work for a proof of work', (host) => {
  const visit = async (account: string, prepare = '') => {
    const visited = await host.page(`type="email" account="${account}" tenant="solved"`);
    await visited.page.addInitScript(prepare);
    await visited.go();
    await visited.send.waitFor();
    return visited;
  };

  it('ends in the worker when the page resets the field', async () => {
    const { page, send, property } = await visit('worker@example.com');
    await host.mockResponseOnce(page, ENDLESS, { status: 403 });
    const worker = page.waitForEvent('worker');
    await send.click();
    await worker;
    await property('reset()');
    await expect.poll(() => page.workers()).toEqual([]);
  });

  it('ends in the worker after ten seconds, when a picture takes its place', async () => {
    const { page, send, image } = await visit('picture@example.com');
    await page.clock.install();
    await host.mockResponseOnce(page, ENDLESS, { status: 403 });
    const worker = page.waitForEvent('worker');
    await send.click();
    await worker;
    await page.clock.fastForward(10_000);
    await image.waitFor();
    await expect.poll(() => page.workers()).toEqual([]);
  });

  it('ends on the main thread when the page resets the field', async () => {
    const { page, send, property } = await visit('main@example.com', ON_MAIN_THREAD);
    await host.mockResponseOnce(page, ENDLESS, { status: 403 });
    await send.click();
    await expect.poll(() => derived(page)).toBeGreaterThan(0);
    await property('reset()');
    await expect.poll(() => derivedMeanwhile(page)).toBe(0);
  });

  it('derives each key once, on all cores, and none after the right one', async () => {
    const { page, send, sent } = await visit('cores@example.com', ON_MAIN_THREAD);
    let code = '';
    page.on('request', (request) => {
      if (request.method() === 'POST') code = (request.postDataJSON() as { code?: string }).code ?? '';
    });
    await send.click();
    await expect.poll(() => sent.textContent()).toContain('cores@example.com');
    const { solution } = JSON.parse(Buffer.from(code, 'base64').toString()) as {
      solution: { counter: number };
    };
    expect(await derivedMeanwhile(page)).toBe(0);
    const count = await derived(page);
    expect(count).toBeGreaterThan(solution.counter / 2);
    // Without shares, each of the four searches would derive all of them.
    expect(count).toBeLessThan(2 * solution.counter + 8);
  });
});
