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
  /** When it was added, ISO 8601. */
  at: string;
}

export interface OutboxFilter {
  /** Exactly this account. */
  account?: string | undefined;
  /** Another condition, such as an account in other spellings. @default none */
  matches?: ((message: OutboxMessage) => boolean) | undefined;
  codeID?: string | undefined;
  /** Only messages newer than the one with this codeID; all messages when it is no longer stored. */
  after?: string | undefined;
  /** How long to wait for the first match, in milliseconds. @default 0 */
  waitMs?: number | undefined;
}

/** Stores messages instead of sending them, for development and tests. Contains codes: not for production. */
export class Outbox {
  readonly #now: () => number;
  readonly #capacity: number;
  readonly #newestFirst: OutboxMessage[] = [];
  readonly #waiters = new Set<(arrived?: OutboxMessage) => void>();
  #isClosed = false;

  /** @param options.capacity maximum number of stored messages; older ones are dropped. @default 200 */
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

  /** Newest first. Without a match, resolves on the first matching arrival, or with an empty list after `waitMs`. */
  async messages(filter: OutboxFilter = {}): Promise<OutboxMessage[]> {
    const matches = (message: OutboxMessage) =>
      (filter.account === undefined || message.account === filter.account) &&
      (filter.codeID === undefined || message.codeID === filter.codeID) &&
      (filter.matches?.(message) ?? true);
    const matching = () => this.#since(filter.after).filter(matches);

    const waitMs = filter.waitMs ?? 0;
    if (waitMs > 0 && !this.#isClosed && matching().length === 0) await this.#arrival(matches, waitMs);
    return matching();
  }

  /** Resolves all pending `messages()` calls; later calls do not wait. */
  close(): void {
    this.#isClosed = true;
    for (const wake of this.#waiters) wake();
  }

  #since(codeID: string | undefined): OutboxMessage[] {
    const index = this.#newestFirst.findIndex((message) => message.codeID === codeID);
    return index < 0 ? this.#newestFirst : this.#newestFirst.slice(0, index);
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
