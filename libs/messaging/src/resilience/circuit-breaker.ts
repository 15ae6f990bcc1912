import { circuitBreaker, CircuitState, CountBreaker, handleAll } from 'cockatiel';

import { TransportError } from '../transport.js';

/** How long a vendor that fails is left alone before one message tries it again, in milliseconds. */
export const HALF_OPEN_AFTER_MS = 10_000;

/**
 * Stops asking a vendor that fails: opens when more than half of its last 20 messages met an outage, 10 at
 * the least. Then one message in ten seconds tries, and the first that gets an answer closes it.
 */
export class CircuitBreaker {
  readonly #name: string;
  readonly #breaker = circuitBreaker(handleAll, {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new CountBreaker({ threshold: 0.5, size: 20, minimumNumberOfCalls: 10 }),
  });
  #tryAgainAt = 0;

  constructor(name: string) {
    this.#name = name;
    this.#breaker.onBreak(() => (this.#tryAgainAt = Date.now() + HALF_OPEN_AFTER_MS));
  }

  /** @throws {TransportError} `unreachable`, at once, while the circuit is open or a message tries the vendor */
  refuseWhenOpen(): void {
    const { state } = this.#breaker;
    // The library would let the others wait for the one that tries.
    const isOpen = state === CircuitState.Open && Date.now() < this.#tryAgainAt;
    if (isOpen || state === CircuitState.HalfOpen) {
      throw new TransportError('unreachable', `${this.#name} is left alone after too many failures`);
    }
  }

  /** Runs the work unless the circuit is open. A refusal that is no outage proves that the vendor is well. */
  async run(work: () => Promise<void>): Promise<void> {
    this.refuseWhenOpen();
    const refusal = await this.#breaker.execute(() => work().catch(refusalOrThrow));
    if (refusal) throw refusal;
  }
}

function refusalOrThrow(failure: unknown): TransportError {
  if (failure instanceof TransportError && !failure.isOutage) return failure;
  throw failure;
}
