import { CircuitBreaker } from './circuit-breaker.js';
import { concurrency, timeoutMs, withTimeout } from './deadline.js';
import type { Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import { Bulkhead } from './bulkhead.js';
import {
  TransportError,
  type CheckResult,
  type TransportServices,
  type VendorTransport,
} from '../transport.js';

/** Queued deliveries per slot: a few rounds at a vendor that responds within a second. */
const QUEUED_PER_SLOT = 4;

/**
 * Isolates one vendor: a deadline per delivery, a bulkhead (limited concurrency), a circuit breaker, and no delivery
 * of expired codes. A hanging vendor does not block others. DSN options: `timeout` (seconds), `concurrency`.
 */
export class ResilientTransport {
  readonly #vendor: VendorTransport;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  readonly #bulkhead: Bulkhead;
  readonly #circuitBreaker: CircuitBreaker;

  constructor(vendor: VendorTransport, dsn: Dsn, services: TransportServices) {
    const name = vendor.toString();
    const slots = concurrency(dsn);
    this.#vendor = vendor;
    this.#timeoutMs = timeoutMs(dsn, services);
    this.#now = services.now ?? Date.now;
    this.#bulkhead = new Bulkhead(name, slots, slots * QUEUED_PER_SLOT);
    this.#circuitBreaker = new CircuitBreaker(name);
  }

  get carriesStrongCodes(): boolean {
    return this.#vendor.carriesStrongCodes;
  }

  get sendsTemplates(): boolean {
    return this.#vendor.sendsTemplates ?? false;
  }

  get clientName(): string | undefined {
    return this.#vendor.clientName;
  }

  requiresSender(country?: string): boolean {
    return this.#vendor.requiresSender?.(country) ?? false;
  }

  /** @param deadline when the code expires or the message's time ends, in milliseconds of `services.now` */
  async send(message: Message, deadline: number): Promise<void> {
    this.#circuitBreaker.throwIfOpen();
    const remainingMs = deadline - this.#now();
    if (remainingMs <= 0)
      throw new TransportError('refused', `${this.toString()} was skipped: the code has expired`);
    const ms = Math.min(this.#timeoutMs, remainingMs);
    await withTimeout(ms, (signal) =>
      // At most half of the time in the queue: a delivery that starts just before its deadline ends `unknown`.
      this.#bulkhead.run(ms / 2, () => this.#circuitBreaker.run(() => this.#vendor.send(message, signal))),
    );
  }

  /** Bypasses bulkhead and circuit breaker: a check reports the vendor's current state. */
  check(): Promise<CheckResult> {
    return withTimeout(this.#timeoutMs, (signal) => this.#vendor.check(signal));
  }

  close(): Promise<void> {
    return this.#vendor.close();
  }

  toString(): string {
    return this.#vendor.toString();
  }
}
