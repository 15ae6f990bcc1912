import { startHttpSink } from '@system-management/messaging/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import { createCaptchaVendor, VENDORS } from './index.js';
import { reply, VENDOR_SCRIPTS, type VendorName } from './testing/fake-vendor.js';
import { open } from './testing/open.js';

const NAMES = Object.keys(VENDOR_SCRIPTS) as VendorName[];
const SOLVED = { result: 'solved' };
const wrong = (reason: string) => ({ result: 'wrong', reason });
const LOGIN = { ip: '192.0.2.7', action: 'login' };

describe('VENDORS', () => {
  it('has a fake for each vendor', () => {
    expect(VENDORS.map(({ scheme }) => scheme).sort()).toEqual([...NAMES].sort());
  });
});

describe.each(NAMES)('createCaptchaVendor() for %s', (name) => {
  it('accepts a solved token once', async () => {
    const { fake, vendor } = await open(name);
    const token = fake.solve();
    expect(await vendor.verify(token, LOGIN)).toEqual(SOLVED);
    expect(await vendor.verify(token, LOGIN)).toEqual(wrong('duplicate'));
    expect(await vendor.verify(fake.solve(), LOGIN)).toEqual(SOLVED);
  });

  it('sends the request that the vendor documents, with and without an address', async () => {
    const { fake, vendor } = await open(name);
    await vendor.verify(fake.solve(), LOGIN);
    await vendor.verify(fake.solve(), { action: 'login' });
    expect(fake.mistakes).toEqual([]);
    expect(fake.received).toHaveLength(2);
    expect(fake.received[0]?.headers['user-agent']).toBe('captcha-vendors');
  });

  it('refuses a token that the vendor does not know', async () => {
    const { vendor } = await open(name);
    const unknown = VENDOR_SCRIPTS[name].token(99, { hostname: '', action: '', solvedAt: 0 });
    expect(await vendor.verify(unknown, LOGIN)).toEqual(wrong('invalid'));
  });

  it.each(['', ' ', 'a b', 'token\r\nx: y', '<script>', 'ä', 'x'.repeat(8193)])(
    'does not ask about %j',
    async (text) => {
      const { fake, vendor } = await open(name);
      expect(await vendor.verify(text, LOGIN)).toEqual(wrong('invalid'));
      expect(fake.received).toEqual([]);
    },
  );

  it('refuses a token of another host name, of a list in any case', async () => {
    const { fake, vendor } = await open(name, { dsn: '&hostname=a.example,Example.COM' });
    expect(await vendor.verify(fake.solve(), LOGIN)).toEqual(SOLVED);
    const other = await open(name, { dsn: '&hostname=a.example,www.example.com' });
    expect(await other.vendor.verify(other.fake.solve(), LOGIN)).toEqual(wrong('hostname'));
  });

  it('refuses a token of a name that is not below a wildcard', async () => {
    const { fake, vendor } = await open(name, {
      dsn: '&hostname=a.example,*.example.com',
      facts: { hostname: 'www.shop.Example.com' },
    });
    expect(await vendor.verify(fake.solve(), LOGIN)).toEqual(SOLVED);
    for (const hostname of ['example.com', 'evilexample.com', 'www.example.com.evil.example']) {
      const other = await open(name, { dsn: '&hostname=*.example.com', facts: { hostname } });
      expect(await other.vendor.verify(other.fake.solve(), LOGIN)).toEqual(wrong('hostname'));
    }
  });

  it('accepts a token without a host name', async () => {
    const { fake, vendor } = await open(name, { dsn: '&hostname=a.example', facts: { hostname: '' } });
    expect(await vendor.verify(fake.solve(), LOGIN)).toEqual(SOLVED);
  });

  it.each([
    ['', 300],
    ['&age=20', 20],
  ])('refuses an old token: options %j, %i seconds', async (dsn, seconds) => {
    const solvedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
    let now = solvedAt + seconds * 1000;
    const { fake, vendor } = await open(name, { dsn, facts: { solvedAt }, now: () => now });
    expect(await vendor.verify(fake.solve(), LOGIN)).toEqual(SOLVED);
    now += 1;
    expect(await vendor.verify(fake.solve(), LOGIN)).toEqual(wrong('age'));
  });

  it('checks the credentials with an invalid token', async () => {
    const { fake, vendor } = await open(name);
    expect(await vendor.check()).toBe(name === 'geetest' ? 'reached' : 'authenticated');
    expect(fake.mistakes).toEqual([]);
  });

  it('reports a vendor that accepts every token, as with its test keys', async () => {
    const { vendor } = await open(name, {
      respond: (response, { body }) => response.end(JSON.stringify(body)),
    });
    await expect(vendor.check()).rejects.toThrow(`${name}://default accepts every token`);
  });

  it('is unavailable when the vendor refuses the secret, and says so', async () => {
    const { fake } = await open(name);
    const misconfigured = createCaptchaVendor(fake.dsn().replace(/[^:/]+@/, 'wrong@'));
    onTestFinished(() => misconfigured.close());
    for (const call of [misconfigured.check(), misconfigured.verify(fake.solve(), LOGIN)]) {
      const error = await call.catch((failure: unknown) => failure);
      expect(error).toMatchObject({ name: 'VendorUnavailableError', isSecretRefused: true });
      expect(String(error)).toMatch(/:\/\/default refused the credentials: [\w-]+$/);
    }
  });
});

describe('createCaptchaVendor(): the action of a token', () => {
  it.each([
    ['turnstile', {}],
    ['recaptcha', { score: 0.9 }],
  ] as const)('must be the purpose for %s', async (name, facts) => {
    const { fake, vendor } = await open(name, { facts });
    expect(await vendor.verify(fake.solve(), { action: 'login' })).toEqual(SOLVED);
    expect(await vendor.verify(fake.solve(), { action: 'register' })).toEqual(wrong('action'));
    const without = await open(name, { facts: { ...facts, action: '' } });
    expect(await without.vendor.verify(without.fake.solve(), LOGIN)).toEqual(wrong('action'));
  });

  it('has underscores instead of the characters that reCAPTCHA does not take', async () => {
    const { fake, vendor } = await open('recaptcha', { facts: { action: 'bind_account', score: 0.9 } });
    expect(vendor.actionFor('bind-account')).toBe('bind_account');
    expect(await vendor.verify(fake.solve(), { action: 'bind-account' })).toEqual(SOLVED);
    expect((await open('turnstile')).vendor.actionFor('bind-account')).toBe('bind-account');
  });

  it.each(['hcaptcha', 'geetest', 'friendly'] as const)('does not exist for %s', async (name) => {
    const { fake, vendor } = await open(name);
    expect(await vendor.verify(fake.solve(), { action: 'anything' })).toEqual(SOLVED);
  });
});

describe('createCaptchaVendor(): the score of a token', () => {
  it.each([
    ['recaptcha', '&score=0.7', 0.7, SOLVED],
    ['recaptcha', '&score=0.7', 0.69, wrong('score')],
    ['recaptcha', '', 0.5, SOLVED],
    ['recaptcha', '', 0.4, wrong('score')],
    ['hcaptcha', '&score=0.3', 0.3, SOLVED],
    ['hcaptcha', '&score=0.3', 0.31, wrong('score')],
    ['hcaptcha', '', 1, SOLVED],
  ] as const)('of %s with the options %j: %d', async (name, dsn, score, verdict) => {
    const { fake, vendor } = await open(name, { dsn, facts: { score } });
    expect(await vendor.verify(fake.solve(), LOGIN)).toEqual(verdict);
  });

  it('must be reported when hCaptcha has a bound', async () => {
    const { fake, vendor } = await open('hcaptcha', { dsn: '&score=0.3' });
    expect(await vendor.verify(fake.solve(), LOGIN)).toEqual(wrong('score'));
  });

  it('must be reported with an action when reCAPTCHA has a bound, which makes it v3', async () => {
    const { fake, vendor } = await open('recaptcha', { dsn: '&score=0.3' });
    expect(await vendor.verify(fake.solve(), LOGIN)).toEqual(wrong('action'));
  });
});

describe('createCaptchaVendor(): the id of a token', () => {
  it('is the same for all spellings of the JSON of GeeTest', async () => {
    const { fake, vendor } = await open('geetest');
    const token = fake.solve();
    const values = JSON.parse(Buffer.from(token, 'base64url').toString()) as object;
    const more = { captcha_id: 'k', ...Object.fromEntries(Object.entries(values).reverse()) };
    const spelling = Buffer.from(JSON.stringify(more, undefined, 1)).toString('base64');
    expect(spelling).not.toBe(token);
    expect(vendor.idOf(spelling)).toBe(vendor.idOf(token));
    expect(vendor.idOf(fake.solve())).not.toBe(vendor.idOf(token));
    expect(await vendor.verify(spelling, LOGIN)).toEqual(SOLVED);
  });

  it.each(['turnstile', 'hcaptcha', 'recaptcha', 'friendly'] as const)('is the token of %s', async (name) => {
    const { vendor } = await open(name);
    expect(vendor.idOf('0.token')).toBe('0.token');
  });
});

describe('createCaptchaVendor(): the published test keys', () => {
  it.each([
    ['turnstile', '1x0000000000000000000000000000000AA', 'XXXX.DUMMY.TOKEN.XXXX'],
    ['hcaptcha', '0x0000000000000000000000000000000000000000', '10000000-aaaa-bbbb-cccc-000000000001'],
    ['recaptcha', '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe', `03AFcWeA${'x'.repeat(400)}`],
  ] as const)('of %s accept their token, whatever the vendor reports of it', async (name, secret, token) => {
    const report = { challenge_ts: '2020-01-01T00:00:00Z', hostname: 'a.vendor.example' };
    const server = await startHttpSink((response, { body }) => {
      const success = new URLSearchParams(body).get('response') === token;
      reply(response, { status: 200, body: { success, 'error-codes': [], ...(success && report) } });
    });
    const options = `sitekey=k&hostname=example.com&endpoint=http://127.0.0.1:${server.port}`;
    const [vendor, other] = [secret, 'another'].map((one) =>
      createCaptchaVendor(`${name}://${one}?${options}`),
    );
    onTestFinished(async () => {
      await Promise.all([vendor?.close(), other?.close()]);
      await server.stop();
    });
    expect([vendor?.isTest, other?.isTest]).toEqual([true, false]);
    expect(await vendor?.verify(token, LOGIN)).toEqual(SOLVED);
    expect(await other?.verify(token, LOGIN)).toEqual(wrong('hostname'));
    await expect(vendor?.check()).rejects.toThrow('test keys');
  });
});
