import { randomInt } from 'node:crypto';
import { type CheckResult, type Message, type Transport, TransportError } from '@system-management/messaging';
import type { Histogram } from 'prom-client';
import type { Tracer } from '../operations/tracing/tracer.js';

/** Consecutive outages after which a transport counts as failing. */
const MAX_CONSECUTIVE_OUTAGES = 5;

/** Deliveries whose durations are kept. */
const MAX_RECENT = 32;

/** Decorator that measures the duration of deliveries and detects a failing vendor. */
export class MeasuredTransport implements Transport {
  private consecutiveOutages = 0;
  /** Durations of the last deliveries in milliseconds. */
  private readonly recent: number[] = [];
  private readonly labels: { readonly transport: string };

  constructor(
    private readonly transport: Transport,
    private readonly durations: Histogram<'transport'>,
    private readonly tracer: Tracer,
  ) {
    this.labels = { transport: transport.toString() };
  }

  /** Whether the last deliveries all met an outage. Revoked credentials are one; a rejected recipient is not. */
  get isFailing(): boolean {
    return this.consecutiveOutages >= MAX_CONSECUTIVE_OUTAGES;
  }

  get members(): readonly Transport[] {
    return this.transport.members;
  }

  get carriesStrongCodes(): boolean {
    return this.transport.carriesStrongCodes;
  }

  requiresSender(country?: string): boolean {
    return this.transport.requiresSender(country);
  }

  /** Milliseconds that one of the last deliveries took, chosen at random; 0 before the first. */
  get sampleDurationMs(): number {
    return this.recent[randomInt(this.recent.length || 1)] ?? 0;
  }

  async send(message: Message): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.tracer.span('deliver', this.labels, () => this.transport.send(message));
      this.consecutiveOutages = 0;
      this.recent.push(performance.now() - startedAt);
      if (this.recent.length > MAX_RECENT) this.recent.shift();
    } catch (failure) {
      const isRejection = failure instanceof TransportError && !failure.isOutage;
      this.consecutiveOutages = isRejection ? 0 : this.consecutiveOutages + 1;
      throw failure;
    } finally {
      this.durations.observe(this.labels, (performance.now() - startedAt) / 1000);
    }
  }

  check(): Promise<CheckResult> {
    return this.transport.check();
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  toString(): string {
    return this.transport.toString();
  }
}
