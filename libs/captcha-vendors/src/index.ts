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
export { MAX_AGE as MAX_TOKEN_AGE_SECONDS } from './token-requirements.js';
export type { VendorClass } from './vendor-protocol.js';
export { VENDORS } from './vendors/index.js';
export { DsnError } from '@system-management/messaging/vendor';
