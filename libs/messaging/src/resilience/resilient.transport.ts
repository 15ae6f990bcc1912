import { CircuitBreaker } from './circuit-breaker.js';
import { concurrency, timeoutMs, withDeadline } from './deadline.js';
import type { Dsn } from '../dsn/dsn.js';
import type { Message } from '../message.js';
import { Bulkhead } from './bulkhead.js';
import {
  TransportError,
  type CheckResult,
  type TransportServices,
  type VendorTransport,
} from '../transport.js';

/** Messages that may wait for a place, per place: a few rounds of a vendor that answers in a second or less. */
const QUEUED_PER_PLACE = 4;

/**
 * What every vendor needs alike, so that its file need not have it: a deadline for each delivery, at most so
 * many at a time, a circuit breaker, and nothing handed over once its code is dead. One vendor that hangs
 * costs nobody else anything. DSN options: `timeout` (seconds), `concurrency`.
 */
export class ResilientTransport {
  readonly #vendor: VendorTransport;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  readonly #places: Bulkhead;
  readonly #circuit: CircuitBreaker;

  constructor(vendor: VendorTransport, dsn: Dsn, services: TransportServices) {
    const name = vendor.toString();
    const places = concurrency(dsn);
    this.#vendor = vendor;
    this.#timeoutMs = timeoutMs(dsn, services);
    this.#now = services.now ?? Date.now;
    this.#places = new Bulkhead(name, places, places * QUEUED_PER_PLACE);
    this.#circuit = new CircuitBreaker(name);
  }

  /** @param endsAt when the code dies or the time of the message is up, in milliseconds of the clock in the services */
  async send(message: Message, endsAt: number): Promise<void> {
    this.#circuit.refuseWhenOpen();
    const left = endsAt - this.#now();
    if (left <= 0) throw new TransportError('refused', `${this.toString()} got a code that is dead already`);
    const ms = Math.min(this.#timeoutMs, left);
    await withDeadline(ms, (signal) =>
      // Half of its time at the most: a delivery begun with none left ends nobody knows how.
      this.#places.run(ms / 2, () => this.#circuit.run(() => this.#vendor.send(message, signal))),
    );
  }

  /** Asks past places and circuit: whoever checks wants to know how the vendor is now. */
  check(): Promise<CheckResult> {
    return withDeadline(this.#timeoutMs, (signal) => this.#vendor.check(signal));
  }

  close(): Promise<void> {
    return this.#vendor.close();
  }

  toString(): string {
    return this.#vendor.toString();
  }
}
