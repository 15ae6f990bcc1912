import { TransportError } from '../transport.js';

/**
 * Limits concurrent calls of a vendor; further ones wait in a first-in-first-out queue of limited length and time.
 * Its errors are not outages: they say nothing about the vendor.
 */
export class Bulkhead {
  readonly #name: string;
  readonly #maxActive: number;
  readonly #maxQueued: number;
  readonly #queue = new Set<() => void>();
  #active = 0;

  /**
   * @param name the vendor's name, for errors
   * @param maxActive maximum number of concurrent calls
   * @param maxQueued maximum queue length; further calls fail at once
   */
  constructor(name: string, maxActive: number, maxQueued: number) {
    this.#name = name;
    this.#maxActive = maxActive;
    this.#maxQueued = maxQueued;
  }

  /** @throws {TransportError} `unreachable` when the queue is full, or when no slot became free within `maxWaitMs` */
  async run<T>(maxWaitMs: number, work: () => Promise<T>): Promise<T> {
    if (this.#active < this.#maxActive) this.#active += 1;
    else await this.#waitForSlot(maxWaitMs);
    try {
      return await work();
    } finally {
      this.#releaseSlot();
    }
  }

  async #waitForSlot(maxWaitMs: number): Promise<void> {
    if (this.#queue.size >= this.#maxQueued) throw this.#busyError('its queue is full', false);
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const leave = () => {
        this.#queue.delete(enter);
        reject(this.#busyError('no free slot in time', true));
      };
      const timer = setTimeout(leave, maxWaitMs);
      this.#queue.add(enter);
    });
  }

  /** Passes the slot to the next waiting call, if there is one. */
  #releaseSlot(): void {
    const [next] = this.#queue;
    if (!next) {
      this.#active -= 1;
      return;
    }
    this.#queue.delete(next);
    next();
  }

  #busyError(reason: string, isTimeout: boolean): TransportError {
    return new TransportError('unreachable', `${this.#name} is busy: ${reason}`, isTimeout, false);
  }
}
