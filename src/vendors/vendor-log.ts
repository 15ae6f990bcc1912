import type { VendorUnavailableError } from '@system-management/captcha-vendors';
import type { Logger } from 'pino';
import type { UnavailableReason } from './vendor-metrics.js';

/** Milliseconds between two lines with the same reason: each request during an outage would write one. */
const LOG_EVERY_MS = 60_000;

/** Why a vendor gave no verdict. */
export function reasonOf(failure: VendorUnavailableError): UnavailableReason {
  if (failure.isSecretRefused) return 'secret';
  if (failure.isBusy) return 'busy';
  return failure.isTimeout ? 'timeout' : 'failure';
}

/** Tells the operator why a vendor gives no verdict: people are served all the same. */
export class VendorLog {
  private readonly loggedAt = new Map<UnavailableReason, number>();

  /** @param vendor its name, without secrets */
  constructor(
    private readonly vendor: string,
    private readonly logger: Pick<Logger, 'warn' | 'error'>,
  ) {}

  /**
   * Logs a failure, at most once in {@link LOG_EVERY_MS} for each reason. A refused secret is an error: it stays until an
   * operator corrects it.
   * @param tenant code of the tenant whose request met it
   */
  report(failure: VendorUnavailableError, tenant: string): void {
    const reason = reasonOf(failure);
    const now = performance.now();
    if (now - (this.loggedAt.get(reason) ?? -Infinity) < LOG_EVERY_MS) return;
    this.loggedAt.set(reason, now);
    const line = { tenant, vendor: this.vendor, reason: failure.message };
    if (reason !== 'secret') this.logger.warn(line, 'a captcha vendor gave no verdict');
    else
      this.logger.error(
        line,
        'a captcha vendor refuses the secret of stepUp.dsn: people solve pictures until it is corrected; npm run doctor checks it',
      );
  }

  /** Warns of a vendor's published test keys. @param tenant code of the first tenant that uses them */
  warnOfTestKeys(tenant: string): void {
    this.logger.warn(
      { tenant, vendor: this.vendor },
      'stepUp.dsn has the test keys of a captcha vendor: a published token passes the step-up again and again',
    );
  }
}
