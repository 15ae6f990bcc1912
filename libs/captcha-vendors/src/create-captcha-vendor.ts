import { Dsn, DsnError } from '@system-management/messaging/vendor';

import type { CaptchaVendor, CaptchaVendorServices } from './captcha-vendor.js';
import { ResilientVendor } from './resilient.vendor.js';
import type { VendorClass } from './vendor-protocol.js';
import { VENDORS } from './vendors/index.js';

/**
 * Creates a vendor from a DSN: `turnstile://SECRET@default?sitekey=…`, or `turnstile://SECRET?sitekey=…`.
 * Opens no connection.
 * @throws {DsnError} when the DSN is invalid or its scheme is unknown. Quotes no secret
 */
export function createCaptchaVendor(dsn: string, services: CaptchaVendorServices = {}): CaptchaVendor {
  const parsed = Dsn.parse(withHost(dsn));
  const vendor = classFor(parsed.scheme);
  const created = new ResilientVendor(parsed, vendor.fromDsn(parsed, services), services);
  parsed.refuseUnknownOptions();
  return created;
}

/** Appends `@default` to credentials without a host: as a host name, a secret would be public. */
function withHost(dsn: string): string {
  return dsn.trim().replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/?#@]+)(?=[/?#]|$)/i, '$1$2@default');
}

function classFor(scheme: string): VendorClass {
  const found = (VENDORS as readonly VendorClass[]).find((vendor) => vendor.scheme === scheme);
  if (found) return found;
  const known = VENDORS.map((vendor) => `${vendor.scheme}:`).join(' ');
  throw new DsnError(`"${scheme}:" is no captcha vendor. Known: ${known}`);
}
