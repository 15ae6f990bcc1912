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
  /** Only messages newer than the one with this codeID. When it is no longer stored: all messages, without waiting. */
  after?: string | undefined;
  /** How long to wait for the first match, in milliseconds. @default 0 */
  waitMs?: number | undefined;
}

/** What the outbox answers to an {@link OutboxFilter}. */
export interface OutboxListing {
  /** Newest first. */
  readonly messages: OutboxMessage[];
  /** Whether these are all stored messages that match, and not only those after {@link OutboxFilter.after}. */
  readonly isComplete: boolean;
}

interface Waiter {
  readonly matches: (message: OutboxMessage) => boolean;
  readonly isUpdate: boolean;
  readonly resolve: () => void;
}

/** Stores messages instead of sending them, for development and tests. Contains codes: not for production. */
export class Outbox {
  readonly #now: () => number;
  readonly #capacity: number;
  readonly #newestFirst: OutboxMessage[] = [];
  readonly #waiters = new Set<Waiter>();
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
    for (const { matches, resolve } of this.#waiters) if (matches(message)) resolve();
  }

  /**
   * Removes all messages. Pending reads with `after` resolve, because their callers show removed messages; other pending
   * reads go on waiting.
   * @returns how many messages there were
   */
  clear(): number {
    const removed = this.#newestFirst.splice(0).length;
    for (const { isUpdate, resolve } of this.#waiters) if (isUpdate) resolve();
    return removed;
  }

  /** The messages of {@link read}. */
  async messages(filter: OutboxFilter = {}): Promise<OutboxMessage[]> {
    return (await this.read(filter)).messages;
  }

  /** Newest first. Without a match, resolves on the first matching arrival, or with an empty list after `waitMs`. */
  async read(filter: OutboxFilter = {}): Promise<OutboxListing> {
    const matches = (message: OutboxMessage) =>
      (filter.account === undefined || message.account === filter.account) &&
      (filter.codeID === undefined || message.codeID === filter.codeID) &&
      (filter.matches?.(message) ?? true);
    const listing = (): OutboxListing => {
      const index = this.#newestFirst.findIndex(({ codeID }) => codeID === filter.after);
      const newer = index < 0 ? this.#newestFirst : this.#newestFirst.slice(0, index);
      return { messages: newer.filter(matches), isComplete: index < 0 };
    };

    const { waitMs = 0 } = filter;
    const isUpdate = filter.after !== undefined;
    const { messages, isComplete } = listing();
    const isAnswer = messages.length > 0 || (isUpdate && isComplete);
    if (waitMs > 0 && !this.#isClosed && !isAnswer) await this.#arrival(matches, isUpdate, waitMs);
    return listing();
  }

  /** Resolves all pending `messages()` calls; later calls do not wait. */
  close(): void {
    this.#isClosed = true;
    for (const { resolve } of this.#waiters) resolve();
  }

  #arrival(matches: Waiter['matches'], isUpdate: boolean, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiter = { matches, isUpdate, resolve: () => end() };
      const timer = setTimeout(() => end(), waitMs);
      const end = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve();
      };
      this.#waiters.add(waiter);
    });
  }
}
