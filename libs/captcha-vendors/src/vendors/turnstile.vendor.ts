import type { Dsn } from '@system-management/messaging/vendor';

import type { CaptchaVendorServices } from '../captcha-vendor.js';
import { SiteVerifyVendor } from '../site-verify.vendor.js';

/**
 * Cloudflare Turnstile: `turnstile://SECRET@default?sitekey=KEY`. The widget must be rendered with the purpose as its
 * `action`: https://developers.cloudflare.com/turnstile/get-started/client-side-rendering/
 */
export class TurnstileVendor extends SiteVerifyVendor {
  static readonly scheme = 'turnstile';
  static readonly exampleDsn = 'turnstile://SECRET@default?sitekey=0x4AAAAAAAKEY';
  static readonly documentation =
    'https://developers.cloudflare.com/turnstile/get-started/server-side-validation/';

  static fromDsn(dsn: Dsn, services: CaptchaVendorServices): TurnstileVendor {
    return new TurnstileVendor(dsn, services, {
      origin: 'https://challenges.cloudflare.com',
      path: '/turnstile/v0/siteverify',
      // https://developers.cloudflare.com/turnstile/troubleshooting/testing/
      testSecret: '1x0000000000000000000000000000000AA',
      // Site keys have 24 characters, secrets 35.
      secretFormat: /^\dx[\w-]{30,}$/,
      codes: [['internal-error', 'outage']],
      facts: { action: 'always' },
    });
  }
}
