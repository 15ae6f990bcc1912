import type { VendorClass } from '../vendor-protocol.js';
import { FriendlyVendor } from './friendly.vendor.js';
import { GeetestVendor } from './geetest.vendor.js';
import { HcaptchaVendor } from './hcaptcha.vendor.js';
import { RecaptchaVendor } from './recaptcha.vendor.js';
import { TurnstileVendor } from './turnstile.vendor.js';

/** All vendors. A listed class is available by DSN; tests check its README row and its faults. */
export const VENDORS = [
  TurnstileVendor,
  HcaptchaVendor,
  RecaptchaVendor,
  GeetestVendor,
  FriendlyVendor,
] as const satisfies VendorClass[]; // ← add yours
