import { inspect } from 'node:util';

import { describe, expect, it, onTestFinished } from 'vitest';

import { createCaptchaVendor, DsnError, VENDORS } from './index.js';
import { startFakeVendor, VENDOR_SCRIPTS, type VendorName } from './testing/fake-vendor.js';

const NAMES = Object.keys(VENDOR_SCRIPTS) as VendorName[];

describe('createCaptchaVendor()', () => {
  it.each(VENDORS.map((vendor) => [vendor.exampleDsn, vendor.scheme]))('accepts %s', async (dsn, scheme) => {
    const vendor = createCaptchaVendor(dsn);
    onTestFinished(() => vendor.close());
    expect([vendor.name, vendor.toString()]).toEqual([scheme, `${scheme}://default`]);
    expect(dsn).toContain(vendor.siteKey);
  });

  it.each(NAMES)('takes the credentials of %s without @default as well, in their case', async (name) => {
    const fake = await startFakeVendor(name);
    const vendor = createCaptchaVendor(fake.dsn().replace('@default', ''));
    onTestFinished(async () => {
      await vendor.close();
      await fake.stop();
    });
    expect(await vendor.verify(fake.solve(), { action: 'login' })).toEqual({ result: 'solved' });
  });

  it.each(NAMES)('prints no secret of %s in toString, JSON and inspect', async (name) => {
    const dsn = VENDOR_SCRIPTS[name].dsn('https://vendor.example');
    for (const text of [dsn, dsn.replace('@default', '')]) {
      const vendor = createCaptchaVendor(text);
      const printed = [
        vendor.toString(),
        JSON.stringify(vendor),
        inspect(vendor, { depth: Infinity, showHidden: true, getters: true }),
      ].join();
      for (const secret of VENDOR_SCRIPTS[name].secrets) expect(printed).not.toContain(secret);
      await vendor.close();
    }
  });

  it.each([
    ['', 'A DSN begins with its scheme'],
    ['hunter2', 'A DSN begins with its scheme'],
    ['failover(turnstile://hunter2?sitekey=k)', 'A DSN begins with its scheme'],
    ['smtp://hunter2?sitekey=k', '"smtp:" is no captcha vendor. Known: turnstile: hcaptcha: recaptcha:'],
    ['turnstile://?sitekey=k', 'turnstile: needs one secret: turnstile://SECRET@default?sitekey=…'],
    ['turnstile://a:hunter2?sitekey=k', 'turnstile: needs one secret'],
    ['turnstile://hunter2', 'turnstile://default needs the option "sitekey": add ?sitekey=…'],
    ['turnstile://hunter2?sitekey=', 'turnstile://default needs the option "sitekey"'],
    ['turnstile://hunter2?sitekey=hunter2', 'the option "sitekey", which is public, is a secret'],
    ['turnstile://hunter2?sitekey=a%20b', 'the option "sitekey" must be the public key'],
    ['turnstile://hunter2@vendor.example?sitekey=k', 'after the credentials comes @default;'],
    ['turnstile://hun@ter2?sitekey=k', 'after the credentials comes @default;'],
    ['turnstile://hun/ter2?sitekey=k', 'in credentials / is %2F'],
    ['turnstile://hunter2@default:1?sitekey=k', 'after the credentials comes @default;'],
    ['friendly://hunter2@us?sitekey=k', 'after the credentials comes @default or @eu;'],
    ['geetest://hunter2', 'geetest://default needs both user and password'],
    ['geetest://a%20b:hunter2', 'the user must be the public key'],
    ['turnstile://hunter2?sitekey=k&score=0.5', 'has unknown options: score; known:'],
    ['turnstile://hunter2?sitekey=k&age=0', 'the option "age" must be a number of seconds from 1 to 3600'],
    ['turnstile://hunter2?sitekey=k&age=3601', 'the option "age" must be'],
    ['recaptcha://hunter2?sitekey=k&score=1.1', 'the option "score" must be a number from 0 to 1'],
    ['recaptcha://hunter2?sitekey=k&score=', 'the option "score" must be a number from 0 to 1'],
    ['turnstile://hunter2?sitekey=k&hostname=https://a', 'the option "hostname" must look like example.com'],
    ['turnstile://hunter2?sitekey=k&hostname=a.example:8443', 'the option "hostname" must look like'],
    ['turnstile://hunter2?sitekey=k&hostname=*', 'the option "hostname" must look like'],
    ['turnstile://hunter2?sitekey=k&hostname=a.*.example', 'the option "hostname" must look like'],
    [
      `turnstile://k?sitekey=0x4AAAAAAADnPIDROhunter2${'z'.repeat(9)}`,
      'is a secret: write the site key there',
    ],
    [`hcaptcha://k?sitekey=0x${'0123456789'.repeat(4)}`, 'is a secret: write the site key there'],
    ['hcaptcha://k?sitekey=ES_hunter2', 'is a secret: write the site key there'],
    ['friendly://FCMKEY?sitekey=A1hunter2', 'is a secret: write the site key there'],
    ['turnstile://hunter2?sitekey=k&hostname=', 'the option "hostname" must look like'],
    ['turnstile://hunter2?sitekey=k&timeout=7', 'the option "timeout" must be a number of seconds'],
    ['turnstile://hunter2?sitekey=k&concurrency=0', 'the option "concurrency" must be a number of calls'],
    ['turnstile://hunter2?sitekey=k&endpoint=http://a.example', 'the option "endpoint" must be https://'],
    [
      'turnstile://hunter2?sitekey=k&ca=/nowhere',
      'the file named by the option "ca" cannot be read (ENOENT)',
    ],
  ])('rejects %s: %s', (dsn, text) => {
    const create = () => createCaptchaVendor(dsn);
    expect(create).toThrow(DsnError);
    expect(create).toThrow(text);
    expect(create).not.toThrow(/hun|ter2/);
  });

  it('asks the EU endpoint of Friendly Captcha when the DSN says so', () => {
    expect(createCaptchaVendor('friendly://KEY@eu?sitekey=k').toString()).toBe('friendly://eu');
  });
});
