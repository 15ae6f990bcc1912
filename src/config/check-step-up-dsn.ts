import { createCaptchaVendor } from '@system-management/captcha-vendors';

/**
 * Checks the DSN of a captcha vendor without connecting.
 * @throws {DsnError} with a message for the operator, without secrets
 */
export function checkStepUpDsn(dsn: string): void {
  void createCaptchaVendor(dsn).close();
}
