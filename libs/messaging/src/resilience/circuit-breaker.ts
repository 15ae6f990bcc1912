import { circuitBreaker, CircuitState, CountBreaker, handleAll } from 'cockatiel';

import { TransportError } from '../transport.js';

/** How long the circuit stays open before one call probes the vendor, in milliseconds. */
export const HALF_OPEN_AFTER_MS = 10_000;

/**
 * Skips a failing vendor. Opens when more than half of the last 20 calls (at least 10) were outages.
 * While it is open, one call every ten seconds probes the vendor. A probe without an outage closes the circuit.
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

  /** @throws {TransportError} `unreachable` while the circuit is open or another call probes the vendor */
  throwIfOpen(): void {
    const { state } = this.#breaker;
    // While half-open, cockatiel queues other calls behind the probe; reject them instead.
    const isOpen = state === CircuitState.Open && Date.now() < this.#halfOpenAt;
    if (isOpen || state === CircuitState.HalfOpen) {
      throw new TransportError('unreachable', `${this.#name} was skipped: its circuit breaker is open`);
    }
  }

  /** Runs the work unless the circuit is open. A rejection that is not an outage counts as a success. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.throwIfOpen();
    const result = await this.#breaker.execute(() => work().catch(returnRefusal));
    if (result instanceof Refusal) throw result.error;
    return result;
  }
}

/** A rejection that cockatiel must take for a success. */
class Refusal {
  constructor(readonly error: TransportError) {}
}

function returnRefusal(failure: unknown): Refusal {
  if (failure instanceof TransportError && !failure.isOutage) return new Refusal(failure);
  throw failure;
}
