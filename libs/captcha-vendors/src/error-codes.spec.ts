import { describe, expect, it } from 'vitest';

import { VendorUnavailableError } from './captcha-vendor.js';
import { meaningOf } from './error-codes.js';
import { reply, type VendorName } from './testing/fake-vendor.js';
import { open } from './testing/open.js';

/** The outcome of a verification that the vendor answers with this body. */
async function outcomeOf(name: VendorName, body: unknown, status = 200): Promise<string> {
  const { fake, vendor } = await open(name, { respond: (response) => reply(response, { status, body }) });
  try {
    const verdict = await vendor.verify(fake.solve(), { action: 'login' });
    return verdict.result === 'solved' ? 'solved' : verdict.reason;
  } catch (error) {
    if (!(error instanceof VendorUnavailableError)) throw error;
    return error.isSecretRefused ? 'secret refused' : 'unavailable';
  }
}

const COMMON = [
  ['missing-input-secret', 'secret refused'],
  ['invalid-input-secret', 'secret refused'],
  ['missing-input-response', 'invalid'],
  ['invalid-input-response', 'invalid'],
  ['bad-request', 'request'],
  ['a-code-of-tomorrow', 'request'],
  ['constructor', 'request'],
] as const;

describe('meaningOf()', () => {
  it('returns the code that decided, and no text that may quote a token', () => {
    const table = new Map([['bad', 'secret']] as const);
    expect(meaningOf(['other', 'bad'], table)).toEqual({ meaning: 'secret', code: 'bad' });
    expect(meaningOf(['token 0.abc is bad'], table)).toEqual({ meaning: 'request', code: undefined });
  });
});

const siteVerify = (...codes: unknown[]) => ({ success: false, 'error-codes': codes });

describe.each(['turnstile', 'hcaptcha', 'recaptcha'] as const)('meaningOf() for %s: error codes', (name) => {
  it.each(COMMON)('%s: %s', async (code, outcome) => {
    expect(await outcomeOf(name, siteVerify(code))).toBe(outcome);
    expect(await outcomeOf(name, siteVerify(code), 400)).toBe(outcome);
  });

  it('of which one is about our side: that one counts', async () => {
    const body = siteVerify('invalid-input-response', 'invalid-input-secret', 'timeout-or-duplicate');
    expect(await outcomeOf(name, body)).toBe('secret refused');
  });

  it.each([
    ['none', { success: false }],
    ['an empty list', siteVerify()],
    ['another type', siteVerify(1, null, { a: 1 })],
    ['a text', { success: false, 'error-codes': 'invalid-input-secret' }],
  ])('%s: the token is wrong', async (_codes, body) => {
    expect(await outcomeOf(name, body)).toBe('request');
  });
});

describe('meaningOf(): error codes of one vendor', () => {
  it.each([
    ['turnstile', 'timeout-or-duplicate', 'duplicate'],
    ['turnstile', 'internal-error', 'unavailable'],
    ['recaptcha', 'timeout-or-duplicate', 'duplicate'],
    ['hcaptcha', 'expired-input-response', 'duplicate'],
    ['hcaptcha', 'already-seen-response', 'duplicate'],
    ['hcaptcha', 'invalid-or-already-seen-response', 'duplicate'],
    ['hcaptcha', 'missing-remoteip', 'unavailable'],
    ['hcaptcha', 'invalid-remoteip', 'unavailable'],
    ['hcaptcha', 'sitekey-secret-mismatch', 'request'],
    ['hcaptcha', 'not-using-dummy-passcode', 'request'],
  ] as const)('%s: %s', async (name, code, outcome) => {
    expect(await outcomeOf(name, siteVerify(code))).toBe(outcome);
  });

  it.each([
    [401, 'auth_required', 'secret refused'],
    [401, 'auth_invalid', 'secret refused'],
    [400, 'sitekey_invalid', 'secret refused'],
    [400, 'response_missing', 'invalid'],
    [200, 'response_invalid', 'invalid'],
    [200, 'response_timeout', 'duplicate'],
    [200, 'response_duplicate', 'duplicate'],
    [400, 'bad_request', 'request'],
    [200, 'a_code_of_tomorrow', 'request'],
    [500, 'response_invalid', 'unavailable'],
    [429, 'response_invalid', 'unavailable'],
  ])('friendly: HTTP %i with %s', async (status, error_code, outcome) => {
    expect(await outcomeOf('friendly', { success: false, error: { error_code } }, status)).toBe(outcome);
  });

  it.each([
    [{ status: 'success', result: 'fail', reason: 'pass_token expire' }, 'duplicate'],
    [{ status: 'success', result: 'fail', reason: 'pass_token used' }, 'duplicate'],
    [{ status: 'success', result: 'fail', reason: 'pass_token invalid' }, 'invalid'],
    [{ status: 'success', result: 'fail' }, 'invalid'],
    [{ status: 'success', result: 'fail', reason: 'sign_token error' }, 'secret refused'],
    [{ status: 'error', code: '-50005', msg: 'illegal gen_time' }, 'request'],
    [{ status: 'error', code: '-50005', msg: 'illegal captcha_id' }, 'secret refused'],
    [{ status: 'error' }, 'request'],
    [{ status: 'error', result: 'success' }, 'request'],
    [{ result: 'success' }, 'unavailable'],
    [{ status: 'success' }, 'unavailable'],
  ])('geetest: %j', async (body, outcome) => {
    expect(await outcomeOf('geetest', body)).toBe(outcome);
  });

  it.each([
    ['turnstile', { success: true, hostname: 'example.com', action: 'login' }],
    ['friendly', { success: true, data: { challenge: { timestamp: 'yesterday' } } }],
  ] as const)('%s: an accepted token without its time gives no verdict', async (name, body) => {
    expect(await outcomeOf(name, body)).toBe('unavailable');
  });
});

describe('meaningOf() in a check', () => {
  it.each([
    ['turnstile', siteVerify('bad-request'), 'refused the request: bad-request'],
    ['hcaptcha', siteVerify('sitekey-secret-mismatch'), 'refused the request: sitekey-secret-mismatch'],
    [
      'friendly',
      { success: false, error: { error_code: 'bad_request' } },
      'refused the request: bad_request',
    ],
    ['geetest', { status: 'error', code: '-50005', msg: 'illegal gen_time' }, 'refused the request: -50005'],
    ['recaptcha', siteVerify('a text with a token'), 'refused the request: no error code'],
  ] as const)('reports a request that %s refuses', async (name, body, text) => {
    const { vendor } = await open(name, { respond: (response) => reply(response, { status: 200, body }) });
    await expect(vendor.check()).rejects.toThrow(`${name}://default ${text}`);
  });
});
