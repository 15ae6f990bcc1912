import { randomInt } from 'node:crypto';
import { type CheckResult, type Message, type Transport, TransportError } from '@system-management/messaging';
import type { Tracer } from '../operations/tracing/tracer.js';
import type { DeliveryMetrics } from './delivery-metrics.js';

/** Consecutive outages after which a transport counts as failing. */
const MAX_CONSECUTIVE_OUTAGES = 5;

/** Deliveries whose durations are kept. */
const MAX_RECENT = 32;

/** Decorator that measures deliveries, counts the segments of SMS, and detects a failing vendor. */
export class MeasuredTransport implements Transport {
  private consecutiveOutages = 0;
  /** Durations of the last deliveries in milliseconds. */
  private readonly recent: number[] = [];
  private readonly name: string;

  constructor(
    private readonly transport: Transport,
    private readonly metrics: DeliveryMetrics,
    private readonly tracer: Tracer,
  ) {
    this.name = transport.toString();
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

  get sendsTemplates(): boolean {
    return this.transport.sendsTemplates;
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
      await this.tracer.span('deliver', { transport: this.name }, () => this.transport.send(message));
      this.consecutiveOutages = 0;
      if (!this.sendsTemplates) this.metrics.countSegments(message);
      this.recent.push(performance.now() - startedAt);
      if (this.recent.length > MAX_RECENT) this.recent.shift();
    } catch (failure) {
      const isRejection = failure instanceof TransportError && !failure.isOutage;
      this.consecutiveOutages = isRejection ? 0 : this.consecutiveOutages + 1;
      throw failure;
    } finally {
      this.metrics.observeDuration(this.name, (performance.now() - startedAt) / 1000);
    }
  }

  check(): Promise<CheckResult> {
    return this.transport.check();
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  toString(): string {
    return this.name;
  }
}
