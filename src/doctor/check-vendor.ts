import {
  type CheckResult,
  createCaptchaVendor,
  VendorUnavailableError,
} from '@system-management/captcha-vendors';
import type { Tenant } from '../tenants/tenant.js';
import { adviceFor } from './advice.js';
import type { Report } from './report.js';

const RESULT_TEXTS: Readonly<Record<CheckResult, string>> = {
  authenticated: 'answers, and accepts the secret',
  reached: 'answers; only a solved widget shows whether it accepts the secret',
  nothing: 'answers nothing',
};

/** Asks the vendor of the tenant's step-up about an invalid token. Reports nothing when the tenant has none. */
export async function checkVendor({ stepUp: { dsn } }: Tenant, report: Report): Promise<void> {
  if (!dsn) return;
  report.about('Captcha vendor');
  const vendor = createCaptchaVendor(dsn);
  try {
    const result = await vendor.check();
    report.ok(
      `stepUp.dsn: ${String(vendor)} ${RESULT_TEXTS[result]}; this server must reach ${vendor.origin}`,
    );
  } catch (error) {
    if (!(error instanceof VendorUnavailableError)) throw error;
    const remedy = vendor.isTest
      ? 'a published token passes the step-up again and again: replace them by keys of your own before people use it'
      : `${adviceOf(error)}; this server must reach ${vendor.origin}. Until then people solve a picture`;
    report.wrong(`stepUp.dsn: ${error.message}`, remedy);
  } finally {
    await vendor.close();
  }
}

function adviceOf(error: VendorUnavailableError): string {
  if (error.isSecretRefused)
    return 'the vendor does not accept the secret: copy it from its console again, and percent-encode special characters';
  if (error.isTimeout) return 'there is no answer: check the firewalls, and whether a proxy is needed';
  return adviceFor(
    error,
    'look up this answer at the vendor; libs/captcha-vendors/README.md describes the options of the DSN',
  );
}
