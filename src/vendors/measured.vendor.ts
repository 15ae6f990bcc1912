import {
  type CaptchaVendor,
  type VerifyOptions,
  VendorUnavailableError,
} from '@system-management/captcha-vendors';
import type { Logger } from 'pino';
import type { Tracer } from '../operations/tracing/tracer.js';
import type { VendorMetrics, VendorResult } from './vendor-metrics.js';

/** Milliseconds after an outage in which a vendor counts as away: as long as its circuit stays open. */
export const AWAY_MS = 10_000;

/** Decorator that measures the calls of a vendor, and remembers an outage. */
export class MeasuredVendor {
  private awayUntil = 0;
  private readonly label: string;

  constructor(
    private readonly vendor: CaptchaVendor,
    private readonly metrics: VendorMetrics,
    private readonly tracer: Tracer,
    private readonly logger: Logger,
  ) {
    this.label = vendor.toString();
  }

  /** Scheme of the DSN, `turnstile` for example. */
  get name(): string {
    return this.vendor.name;
  }

  /** Public key of the vendor's widget. */
  get siteKey(): string {
    return this.vendor.siteKey;
  }

  /** Whether its last call met an outage within the last {@link AWAY_MS}. */
  get isAway(): boolean {
    return performance.now() < this.awayUntil;
  }

  /** Asks about a token. An outage is a result and no error. */
  async ask(token: string, options: VerifyOptions): Promise<VendorResult> {
    const startedAt = performance.now();
    const result = await this.resultOf(token, options);
    const now = performance.now();
    this.awayUntil = result === 'unavailable' ? now + AWAY_MS : 0;
    this.metrics.observe(this.label, result, (now - startedAt) / 1000);
    return result;
  }

  close(): Promise<void> {
    return this.vendor.close();
  }

  toString(): string {
    return this.label;
  }

  private async resultOf(token: string, options: VerifyOptions): Promise<VendorResult> {
    try {
      const verdict = await this.tracer.span('ask captcha vendor', { vendor: this.label }, () =>
        this.vendor.verify(token, options),
      );
      return verdict.result;
    } catch (failure) {
      if (!(failure instanceof VendorUnavailableError)) throw failure;
      // The person is served all the same, so that nothing else tells the operator why.
      this.logger.warn({ vendor: this.label, reason: failure.message }, 'a captcha vendor gave no verdict');
      return 'unavailable';
    }
  }
}
