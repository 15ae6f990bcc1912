import type { Dsn } from '@system-management/messaging/vendor';

import type { CaptchaVendorServices } from '../captcha-vendor.js';
import { SiteVerifyVendor } from '../site-verify.vendor.js';

/**
 * hCaptcha: `hcaptcha://SECRET@default?sitekey=KEY`. DSN option `score`: the highest risk that counts as solved, from 0
 * (no risk) to 1; only the plan Enterprise reports one. Tokens have no action.
 */
export class HcaptchaVendor extends SiteVerifyVendor {
  static readonly scheme = 'hcaptcha';
  static readonly exampleDsn = 'hcaptcha://SECRET@default?sitekey=00000000-0000-4000-8000-000000000001';
  static readonly documentation = 'https://docs.hcaptcha.com/#verify-the-user-response-server-side';

  static fromDsn(dsn: Dsn, services: CaptchaVendorServices): HcaptchaVendor {
    return new HcaptchaVendor(dsn, services, {
      origin: 'https://api.hcaptcha.com',
      path: '/siteverify',
      sendsSiteKey: true,
      // https://docs.hcaptcha.com/#integration-testing-test-keys
      testSecret: '0x0000000000000000000000000000000000000000',
      secretFormat: /^(0x[0-9a-f]{40}|ES_\w+)$/i,
      codes: [
        ['expired-input-response', 'duplicate'],
        ['already-seen-response', 'duplicate'],
        ['invalid-or-already-seen-response', 'duplicate'],
        // No client writes the address.
        ['missing-remoteip', 'outage'],
        ['invalid-remoteip', 'outage'],
        // A token of another site may cause these.
        ['sitekey-secret-mismatch', 'request'],
        ['not-using-dummy-passcode', 'request'],
      ],
      facts: { score: 'low' },
    });
  }
}
