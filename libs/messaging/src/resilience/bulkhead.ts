import { TransportError } from '../transport.js';

/**
 * Lets only so many messages run at a time; the others wait their turn, first come first served, for as long
 * as they are told. Waiting, and being turned away, says nothing about the vendor: neither is an outage.
 */
export class Bulkhead {
  readonly #name: string;
  readonly #running: number;
  readonly #queued: number;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  /**
   * @param name the transport's, for errors
   * @param running how many may run at a time
   * @param queued how many may wait; more are turned away at once
   */
  constructor(name: string, running: number, queued: number) {
    this.#name = name;
    this.#running = running;
    this.#queued = queued;
  }

  /** @throws {TransportError} `unreachable` when too many wait, or when no place was free in time */
  async run(patienceMs: number, work: () => Promise<void>): Promise<void> {
    if (this.#taken < this.#running) this.#taken += 1;
    else await this.#turn(patienceMs);
    try {
      await work();
    } finally {
      this.#handOn();
    }
  }

  async #turn(patienceMs: number): Promise<void> {
    if (this.#waiting.size >= this.#queued) throw this.#busy('too many wait already', false);
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const leave = () => {
        this.#waiting.delete(enter);
        reject(this.#busy('no place in time', true));
      };
      const timer = setTimeout(leave, patienceMs);
      this.#waiting.add(enter);
    });
  }

  #handOn(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#taken -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }

  #busy(reason: string, isTimeout: boolean): TransportError {
    return new TransportError('unreachable', `${this.#name} is busy: ${reason}`, isTimeout, false);
  }
}
