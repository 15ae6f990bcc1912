export {
  VendorUnavailableError,
  type CaptchaVendor,
  type CaptchaVendorServices,
  type CheckResult,
  type VendorClass,
  type Verdict,
  type VerifyOptions,
  type WrongReason,
} from './captcha-vendor.js';
export { createCaptchaVendor } from './create-captcha-vendor.js';
export { VENDORS } from './vendors/index.js';
export { DsnError } from '@system-management/messaging/vendor';
