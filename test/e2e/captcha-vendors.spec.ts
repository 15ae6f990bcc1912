import { createCaptchaVendor } from '@system-management/captcha-vendors';
import {
  type FakeVendor,
  startFakeVendor,
  VENDOR_SCRIPTS,
  type VendorName,
} from '@system-management/captcha-vendors/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAPTCHA, TestApp } from '../support/app.js';
import { CODE } from '../support/requests.js';
import { runDoctor } from '../support/run-doctor.js';
import { type TenantsFile, unlimitedTenants, writeTenantsFile } from '../support/tenants-file.js';

const NAMES = Object.keys(VENDOR_SCRIPTS) as VendorName[];
const fakes = new Map<VendorName, FakeVendor>();
/** A tenant for each vendor, named after it. Every message needs a step-up. */
let tenants: TenantsFile;

beforeAll(async () => {
  for (const name of NAMES) fakes.set(name, await startFakeVendor(name));
  const limits = { stepUp: { perAccountHour: 0 } };
  const others = [...fakes].map(([code, fake]) => ({ code, stepUp: { dsn: fake.dsn() } }));
  tenants = await writeTenantsFile(unlimitedTenants({ limits, tenants: others }));
});
afterAll(async () => {
  await tenants.remove();
  for (const fake of fakes.values()) await fake.stop();
});

describe('POST …/captcha: the step-up of a tenant with a captcha vendor', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: tenants.env });
  });
  afterAll(() => app.close());

  it.each(NAMES)('names the widget of %s, and sends the message for a solved one, once', async (name) => {
    const fake = fakes.get(name)!;
    const { siteKey } = createCaptchaVendor(fake.dsn());
    const ask = async (code?: string) => {
      const request = { use: 'login', type: 'email', account: 'jane@example.com', code };
      return (await app.post(CAPTCHA, request, { 'iThings-tenant-code': name })).body;
    };
    const required = { reason: 'required', url: '', vendor: { name, siteKey, action: 'login' } };
    expect(await ask()).toMatchObject({ code: CODE.needImage, data: required });
    const token = fake.solve();
    expect((await ask(token)).code).toBe(CODE.ok);
    expect(await ask(token)).toMatchObject({ code: CODE.needImage, data: { ...required, reason: 'wrong' } });
    expect(fake.mistakes).toEqual([]);
  });
});

describe('npm run doctor: the captcha vendor of a tenant', () => {
  it.each(NAMES)('is right when it is %s, with its address', async (name) => {
    const { text, exitCode } = await runDoctor({ tenant: name }, tenants.env);
    expect(text).toMatch(new RegExp(`ok {5}stepUp\\.dsn: ${name}://default answers`));
    expect(text).toContain(`this server must reach ${createCaptchaVendor(fakes.get(name)!.dsn()).origin}`);
    expect(exitCode).toBe(0);
  });
});
