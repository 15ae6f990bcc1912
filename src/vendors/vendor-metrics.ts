import type { Verdict, WrongReason } from '@system-management/captcha-vendors';
import { Counter, Histogram, type Registry } from 'prom-client';

const WRONG_REASONS: readonly WrongReason[] = [
  'invalid',
  'duplicate',
  'request',
  'hostname',
  'action',
  'score',
  'age',
];

const UNAVAILABLE_REASONS = ['secret', 'timeout', 'busy', 'failure'] as const;
/**
 * Why a vendor said nothing: it refuses our secret, did not answer in time, was not asked because too many calls are in
 * flight, or failed otherwise.
 */
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number];

/** What a vendor said about a token; `unavailable`: it said nothing. */
export type VendorOutcome =
  | (Verdict & { readonly reason?: string })
  | { readonly result: 'unavailable'; readonly reason: UnavailableReason };

/** The metrics of captcha vendors. The label is the configured DSN without its secrets. */
export class VendorMetrics {
  private readonly results: Counter<'vendor' | 'result' | 'reason'>;
  private readonly durations: Histogram<'vendor'>;

  constructor(metrics: Registry) {
    this.results = new Counter({
      name: 'captcha_vendor_total',
      help: 'Tokens that a captcha vendor was asked about: solved, wrong, or unavailable when it gave no verdict. The reason of unavailable is secret when it refuses our secret',
      labelNames: ['vendor', 'result', 'reason'],
      registers: [metrics],
    });
    this.durations = new Histogram({
      name: 'captcha_vendor_seconds',
      help: 'Time until a captcha vendor answered or failed',
      labelNames: ['vendor'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [metrics],
    });
  }

  /** Records one call. @param vendor its name, without secrets */
  observe(vendor: string, { result, reason }: VendorOutcome, seconds: number): void {
    this.results.inc({ vendor, result, ...(reason && { reason }) });
    this.durations.observe({ vendor }, seconds);
  }

  /** Removes the series of a vendor that is no longer configured. */
  remove(vendor: string): void {
    this.results.remove({ vendor, result: 'solved' });
    for (const reason of WRONG_REASONS) this.results.remove({ vendor, result: 'wrong', reason });
    for (const reason of UNAVAILABLE_REASONS) this.results.remove({ vendor, result: 'unavailable', reason });
    this.durations.remove({ vendor });
  }
}
