export {
  VendorUnavailableError,
  type CaptchaVendor,
  type CaptchaVendorServices,
  type CheckResult,
  type Verdict,
  type VerifyOptions,
  type WrongReason,
} from './captcha-vendor.js';
export { createCaptchaVendor } from './create-captcha-vendor.js';
export type { VendorClass } from './vendor-protocol.js';
export { VENDORS } from './vendors/index.js';
export { DsnError } from '@system-management/messaging/vendor';
