/** One message as the outbox page and `GET /outbox/messages` show it. */
export interface OutboxMessage {
  codeID: string;
  type: string;
  use: string;
  tenant: string;
  /** Recipient as given; `''` for an image. */
  account: string;
  code: string;
  language: string;
  subject: string;
  text: string;
  html: string;
  /** When it was put here, ISO 8601. */
  at: string;
}

export interface OutboxFilter {
  account?: string | undefined;
  codeID?: string | undefined;
  /** Only what arrived after the message of this code; everything when that message is gone. */
  after?: string | undefined;
  /** How long to wait for a first match, in milliseconds. @default 0 */
  waitMs?: number | undefined;
}

/** The last messages that were *not* sent, for development and tests. It holds codes: not for production. */
export class Outbox {
  readonly #now: () => number;
  readonly #capacity: number;
  readonly #newestFirst: OutboxMessage[] = [];
  readonly #waiters = new Set<(arrived?: OutboxMessage) => void>();
  #isClosed = false;

  /** @param options.capacity how many messages are kept. @default 200 */
  constructor(options: { now?: (() => number) | undefined; capacity?: number | undefined } = {}) {
    this.#now = options.now ?? Date.now;
    this.#capacity = options.capacity ?? 200;
  }

  add(entry: Omit<OutboxMessage, 'at'>): void {
    const message = { ...entry, at: new Date(this.#now()).toISOString() };
    this.#newestFirst.unshift(message);
    this.#newestFirst.length = Math.min(this.#newestFirst.length, this.#capacity);
    for (const wake of this.#waiters) wake(message);
  }

  /** Newest first. Answers at once when something matches, else on its arrival, or empty after `waitMs`. */
  async messages(filter: OutboxFilter = {}): Promise<OutboxMessage[]> {
    const matches = (message: OutboxMessage) =>
      (filter.account === undefined || message.account === filter.account) &&
      (filter.codeID === undefined || message.codeID === filter.codeID);
    const found = () => this.#since(filter.after).filter(matches);

    const waitMs = filter.waitMs ?? 0;
    if (waitMs > 0 && !this.#isClosed && found().length === 0) await this.#arrival(matches, waitMs);
    return found();
  }

  /** Wakes everybody who waits; from now on nobody does. */
  close(): void {
    this.#isClosed = true;
    for (const wake of this.#waiters) wake();
  }

  #since(codeID: string | undefined): OutboxMessage[] {
    const known = this.#newestFirst.findIndex((message) => message.codeID === codeID);
    return known < 0 ? this.#newestFirst : this.#newestFirst.slice(0, known);
  }

  #arrival(matches: (message: OutboxMessage) => boolean, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (arrived?: OutboxMessage) => {
        if (arrived && !matches(arrived)) return;
        clearTimeout(timer);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      this.#waiters.add(wake);
    });
  }
}
