import {
  type CaptchaVendor,
  type VerifyOptions,
  VendorUnavailableError,
} from '@system-management/captcha-vendors';
import type { Tracer } from '../operations/tracing/tracer.js';
import { reasonOf, type VendorLog } from './vendor-log.js';
import type { VendorMetrics, VendorOutcome } from './vendor-metrics.js';

/** Milliseconds after an outage in which a vendor counts as away: as long as its circuit stays open. */
const AWAY_MS = 10_000;

/** What {@link MeasuredVendor.ask} is asked for. */
export interface AskOptions extends Omit<VerifyOptions, 'action'> {
  /** What the token must have been solved for. */
  readonly use: string;
  /** Code of the tenant, for the log. */
  readonly tenant: string;
}

/** The widget of a vendor. */
export interface VendorWidget {
  /** Whose: the scheme of the DSN, `turnstile` for example. */
  readonly name: string;
  /** Public key of the site at the vendor. */
  readonly siteKey: string;
  /** What it is solved for: the purpose (`use`), in the characters that the vendor takes. */
  readonly action: string;
}

/** Decorator that measures the calls of a vendor, logs its outages, and remembers the last one. */
export class MeasuredVendor {
  private awayUntil = 0;
  private readonly label: string;

  constructor(
    private readonly vendor: CaptchaVendor,
    private readonly metrics: VendorMetrics,
    private readonly tracer: Tracer,
    private readonly log: VendorLog,
  ) {
    this.label = vendor.toString();
  }

  /** Whether its last call met an outage within the last {@link AWAY_MS}. */
  get isAway(): boolean {
    return performance.now() < this.awayUntil;
  }

  /** Whether it accepts a published token again and again. */
  get isTest(): boolean {
    return this.vendor.isTest;
  }

  /** What a page needs to show its widget. */
  widgetFor(use: string): VendorWidget {
    const { name, siteKey } = this.vendor;
    return { name, siteKey, action: this.vendor.actionFor(use) };
  }

  /** Names a token, the same for all its spellings. */
  idOf(token: string): string {
    return this.vendor.idOf(token);
  }

  /** Asks about a token. An outage is a result and no error. */
  async ask(token: string, options: AskOptions): Promise<VendorOutcome['result']> {
    const startedAt = performance.now();
    const outcome = await this.outcomeOf(token, options);
    const now = performance.now();
    // Too many calls say nothing about the vendor: otherwise a flood would replace a working vendor by pictures.
    if (outcome.reason !== 'busy') this.awayUntil = outcome.result === 'unavailable' ? now + AWAY_MS : 0;
    this.metrics.observe(this.label, outcome, (now - startedAt) / 1000);
    return outcome.result;
  }

  close(): Promise<void> {
    return this.vendor.close();
  }

  toString(): string {
    return this.label;
  }

  private async outcomeOf(token: string, { ip, use, tenant }: AskOptions): Promise<VendorOutcome> {
    try {
      return await this.tracer.span('ask captcha vendor', { vendor: this.label }, () =>
        this.vendor.verify(token, { ip, action: use }),
      );
    } catch (failure) {
      if (!(failure instanceof VendorUnavailableError)) throw failure;
      this.log.report(failure, tenant);
      return { result: 'unavailable', reason: reasonOf(failure) };
    }
  }
}
