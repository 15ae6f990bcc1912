import { type CheckResult, type Message, type Transport, TransportError } from '@system-management/messaging';
import type { Histogram } from 'prom-client';
import type { Tracer } from '../operations/tracing/tracer.js';

/** So many outages in a row are no accident. */
const FAILURES_IN_A_ROW = 5;

/** A transport that is watched: how long its deliveries take, and whether its vendor is well. */
export class MeasuredTransport implements Transport {
  private failures = 0;
  private readonly labels: { readonly transport: string };

  constructor(
    private readonly transport: Transport,
    private readonly durations: Histogram<'transport'>,
    private readonly tracer: Tracer,
  ) {
    this.labels = { transport: transport.toString() };
  }

  /** Whether the last deliveries all met an outage, revoked credentials included; refusals of one recipient do not. */
  get isFailing(): boolean {
    return this.failures >= FAILURES_IN_A_ROW;
  }

  get members(): readonly Transport[] {
    return this.transport.members;
  }

  async send(message: Message): Promise<void> {
    const began = performance.now();
    try {
      await this.tracer.span('deliver', this.labels, () => this.transport.send(message));
      this.failures = 0;
    } catch (failure) {
      const isWell = failure instanceof TransportError && !failure.isOutage;
      this.failures = isWell ? 0 : this.failures + 1;
      throw failure;
    } finally {
      this.durations.observe(this.labels, (performance.now() - began) / 1000);
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
