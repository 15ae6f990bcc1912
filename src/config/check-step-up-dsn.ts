import { type CaptchaVendor, createCaptchaVendor, DsnError } from '@system-management/captcha-vendors';

/**
 * Checks the DSN of a captcha vendor without connecting.
 * @throws {DsnError} with a message for the operator, without secrets
 */
export function checkStepUpDsn(dsn: string): void {
  openClosed(dsn);
}

/**
 * Like {@link checkStepUpDsn}, and the secret must not be the vendor's published test secret, which accepts a published
 * token any number of times.
 * @throws {DsnError} as above
 */
export function checkProductionStepUpDsn(dsn: string): void {
  if (openClosed(dsn).isTest) {
    throw new DsnError(
      "the secret is the vendor's published test secret: use that of your site in production",
    );
  }
}

/** The vendor of a DSN, closed, for its properties only. @throws {DsnError} when the DSN is invalid */
function openClosed(dsn: string): CaptchaVendor {
  const vendor = createCaptchaVendor(dsn);
  void vendor.close();
  return vendor;
}
