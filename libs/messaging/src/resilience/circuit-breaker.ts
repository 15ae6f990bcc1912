import { circuitBreaker, CircuitState, CountBreaker, handleAll } from 'cockatiel';

import { TransportError } from '../transport.js';

/** How long the circuit stays open before one message probes the vendor, in milliseconds. */
export const HALF_OPEN_AFTER_MS = 10_000;

/**
 * Skips a failing vendor. Opens when more than half of the last 20 deliveries (at least 10) were outages.
 * While it is open, one delivery every ten seconds probes the vendor. A probe without an outage closes the circuit.
 */
export class CircuitBreaker {
  readonly #name: string;
  readonly #breaker = circuitBreaker(handleAll, {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new CountBreaker({ threshold: 0.5, size: 20, minimumNumberOfCalls: 10 }),
  });
  #halfOpenAt = 0;

  constructor(name: string) {
    this.#name = name;
    this.#breaker.onBreak(() => (this.#halfOpenAt = Date.now() + HALF_OPEN_AFTER_MS));
  }

  /** @throws {TransportError} `unreachable` while the circuit is open or another message probes the vendor */
  throwIfOpen(): void {
    const { state } = this.#breaker;
    // While half-open, cockatiel queues other calls behind the probe; reject them instead.
    const isOpen = state === CircuitState.Open && Date.now() < this.#halfOpenAt;
    if (isOpen || state === CircuitState.HalfOpen) {
      throw new TransportError('unreachable', `${this.#name} was skipped: its circuit breaker is open`);
    }
  }

  /** Runs the work unless the circuit is open. A rejection that is not an outage counts as a success. */
  async run(work: () => Promise<void>): Promise<void> {
    this.throwIfOpen();
    const refusal = await this.#breaker.execute(() => work().catch(returnRefusal));
    if (refusal) throw refusal;
  }
}

function returnRefusal(failure: unknown): TransportError {
  if (failure instanceof TransportError && !failure.isOutage) return failure;
  throw failure;
}
