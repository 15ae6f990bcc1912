import type { ServerResponse } from 'node:http';

import { describe, expect, it } from 'vitest';

import { ResilientVendor } from './resilient.vendor.js';
import { reply } from './testing/fake-vendor.js';
import { open } from './testing/open.js';
import type { CannedResponse } from './testing/vendor-script.js';

const LOGIN = { action: 'login' };

describe('ResilientVendor', () => {
  it('is what createCaptchaVendor() returns', async () => {
    const { vendor } = await open('turnstile');
    expect(vendor).toBeInstanceOf(ResilientVendor);
  });

  it('opens its circuit after ten outages, and then does not ask', async () => {
    const { fake, vendor } = await open('turnstile', {
      respond: (response) => response.writeHead(503).end(),
    });
    for (let call = 0; call < 12; call += 1)
      await expect(vendor.verify(fake.solve(), LOGIN)).rejects.toMatchObject({ isBusy: false });
    await expect(vendor.verify(fake.solve(), LOGIN)).rejects.toThrow('its circuit breaker is open');
    expect(fake.received.length).toBe(10);
  });

  it('opens its circuit when the vendor refuses the secret', async () => {
    const body = { success: false, 'error-codes': ['invalid-input-secret'] };
    const { fake, vendor } = await open('turnstile', {
      respond: (response) => reply(response, { status: 200, body }),
    });
    for (let call = 0; call < 12; call += 1)
      await expect(vendor.verify(fake.solve(), LOGIN)).rejects.toMatchObject({
        name: 'VendorUnavailableError',
      });
    expect(fake.received.length).toBe(10);
  });

  it.each(['invalid-input-response', 'timeout-or-duplicate', 'bad-request', 'a-code-of-tomorrow'])(
    'opens no circuit for any number of tokens refused with %s',
    async (code) => {
      const body = { success: false, 'error-codes': [code] };
      const { fake, vendor } = await open('turnstile', {
        respond: (response) => reply(response, { status: 400, body }),
      });
      for (let call = 0; call < 40; call += 1)
        expect(await vendor.verify(fake.solve(), LOGIN)).toMatchObject({ result: 'wrong' });
      expect(fake.received).toHaveLength(40);
    },
  );

  it('checks while its circuit is open', async () => {
    let isDown = true;
    const { fake, vendor } = await open('turnstile', {
      respond: (response) =>
        isDown
          ? response.writeHead(503).end()
          : reply(response, {
              status: 200,
              body: { success: false, 'error-codes': ['invalid-input-response'] },
            }),
    });
    for (let call = 0; call < 12; call += 1) await vendor.verify(fake.solve(), LOGIN).catch(() => undefined);
    isDown = false;
    expect(await vendor.check()).toBe('authenticated');
  });

  it('asks as many times at once as the option concurrency says; four more wait, others are unavailable', async () => {
    const held: (() => void)[] = [];
    const { fake, vendor } = await open('turnstile', {
      dsn: '&concurrency=1',
      respond: (response: ServerResponse, solved: CannedResponse) => held.push(() => reply(response, solved)),
    });
    const calls = Array.from({ length: 6 }, () => vendor.verify(fake.solve(), LOGIN));
    await expect(calls[5]).rejects.toThrow('turnstile://default is busy: its queue is full');
    await expect(calls[5]).rejects.toMatchObject({ isBusy: true });
    for (let answered = 0; answered < 5; answered += 1) {
      await expect.poll(() => held.length).toBe(1);
      held.pop()?.();
    }
    for (const call of calls.slice(0, 5)) expect(await call).toEqual({ result: 'solved' });
  });

  it('closes when the calls in flight have ended, and rejects later ones', async () => {
    let answer: (() => void) | undefined;
    const { fake, vendor } = await open('turnstile', {
      respond: (response, solved) => (answer = () => reply(response, solved)),
    });
    const call = vendor.verify(fake.solve(), LOGIN);
    await expect.poll(() => answer).toBeDefined();
    const ended: string[] = [];
    const closing = vendor.close().then(() => ended.push('closed'));
    await expect(vendor.verify(fake.solve(), LOGIN)).rejects.toThrow('turnstile://default is closed');
    void call.then(() => ended.push('verified'));
    answer?.();
    await closing;
    expect(ended).toEqual(['verified', 'closed']);
  });
});
