import { Counter, Histogram, type Registry } from 'prom-client';

/** What a vendor said about a token; `unavailable`: it said nothing. */
export type VendorResult = 'solved' | 'wrong' | 'unavailable';

/** The metrics of captcha vendors. The label is the configured DSN without its secrets. */
export class VendorMetrics {
  private readonly results: Counter<'vendor' | 'result'>;
  private readonly durations: Histogram<'vendor'>;

  constructor(metrics: Registry) {
    this.results = new Counter({
      name: 'captcha_vendor_total',
      help: 'Tokens that a captcha vendor was asked about: solved, wrong, or unavailable when it gave no verdict',
      labelNames: ['vendor', 'result'],
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
  observe(vendor: string, result: VendorResult, seconds: number): void {
    this.results.inc({ vendor, result });
    this.durations.observe({ vendor }, seconds);
  }

  /** Removes the series of a vendor that is no longer configured. */
  remove(vendor: string): void {
    for (const result of ['solved', 'wrong', 'unavailable'] as const) this.results.remove({ vendor, result });
    this.durations.remove({ vendor });
  }
}
