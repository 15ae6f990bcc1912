import type { Dsn } from '@system-management/messaging/vendor';

import type { CaptchaVendorServices } from '../captcha-vendor.js';
import { SiteVerifyVendor } from '../site-verify.vendor.js';

/** The bound that Google recommends: https://developers.google.com/recaptcha/docs/v3#interpreting_the_score */
const DEFAULT_SCORE = 0.5;

/**
 * reCAPTCHA v2 and v3: `recaptcha://SECRET@default?sitekey=KEY`. DSN option `score`, for keys of v3: the lowest score
 * that counts as solved, from 0 (a bot) to 1. With it a token must report score and action. Without it, a score that is
 * reported must be at least 0.5, because v3 answers `success` for bots too; v2 reports none.
 */
export class RecaptchaVendor extends SiteVerifyVendor {
  static readonly scheme = 'recaptcha';
  static readonly exampleDsn = 'recaptcha://SECRET@default?sitekey=6LcKEY&score=0.5';
  static readonly documentation = 'https://developers.google.com/recaptcha/docs/verify';

  static fromDsn(dsn: Dsn, services: CaptchaVendorServices): RecaptchaVendor {
    return new RecaptchaVendor(dsn, services, {
      origin: 'https://www.google.com',
      path: '/recaptcha/api/siteverify',
      // https://developers.google.com/recaptcha/docs/faq
      testSecret: '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe',
      facts: {
        action: dsn.option('score') === undefined ? 'reported' : 'always',
        score: 'high',
        defaultScore: DEFAULT_SCORE,
      },
    });
  }

  /** An action of v3 consists of letters, digits, `/` and `_`: other characters of the purpose are written `_`. */
  actionFor(purpose: string): string {
    return purpose.replace(/[^\w/]/g, '_');
  }
}
