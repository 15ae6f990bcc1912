import { onTestFinished } from 'vitest';

import type { CaptchaVendor, CaptchaVendorServices } from '../captcha-vendor.js';
import { createCaptchaVendor } from '../create-captcha-vendor.js';
import { startFakeVendor, type FakeVendor, type FakeVendorOptions, type VendorName } from './fake-vendor.js';

export interface OpenOptions extends FakeVendorOptions, CaptchaVendorServices {
  /** Options of the DSN, such as `&hostname=example.com`. @default none */
  readonly dsn?: string;
}

/** A fake vendor and its client; both are closed after the test. */
export async function open(
  name: VendorName,
  { dsn = '', ...options }: OpenOptions = {},
): Promise<{ fake: FakeVendor; vendor: CaptchaVendor }> {
  const fake = await startFakeVendor(name, options);
  const vendor = createCaptchaVendor(fake.dsn(dsn), options);
  onTestFinished(async () => {
    await vendor.close();
    await fake.stop();
  });
  return { fake, vendor };
}
