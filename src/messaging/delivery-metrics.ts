import { type Message, smsSegments } from '@system-management/messaging';
import { Counter, Histogram, type Registry } from 'prom-client';

/** The metrics of deliveries. Their labels are configured transports, tenants, purposes and shipped languages only. */
export class DeliveryMetrics {
  private readonly durations: Histogram<'transport'>;
  private readonly segments: Counter<'tenant' | 'use' | 'language'>;

  constructor(metrics: Registry) {
    this.durations = new Histogram({
      name: 'captcha_delivery_seconds',
      help: 'Time until a transport accepted a message or failed',
      labelNames: ['transport'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [metrics],
    });
    this.segments = new Counter({
      name: 'captcha_sms_segments_total',
      help: 'Segments of the SMS that a transport accepted, computed from their texts; vendors bill each segment',
      labelNames: ['tenant', 'use', 'language'],
      registers: [metrics],
    });
  }

  /**
   * Records how long a delivery took, in seconds, whether it succeeded or failed.
   * @param transport its name, without secrets
   */
  observeDuration(transport: string, seconds: number): void {
    this.durations.observe({ transport }, seconds);
  }

  /** Counts the segments of an accepted message. Mails have none. */
  countSegments({ channel, text, metadata: { tenant, use, language } }: Message): void {
    if (channel === 'sms') this.segments.inc({ tenant, use, language }, smsSegments(text).parts.length);
  }

  /** Removes the series of a transport that is no longer configured. */
  removeTransport(transport: string): void {
    this.durations.remove({ transport });
  }
}
