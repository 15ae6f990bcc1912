import { BoundedMap } from './bounded-map.js';
import type { Budget } from '../challenge-store.js';

/** The wrong answers under one account tag. */
interface Account {
  /** Times of the wrong answers, oldest first; at most `max` of the budget. */
  times: readonly number[];
  /** When the newest of them leaves the window. */
  expiresAt: number;
  readonly owner: string;
}

/** The budgets of all accounts in this process. Synchronous, so that the caller's check and charge stay atomic. */
export class MemoryBudgets {
  private readonly accounts: BoundedMap<Account>;

  /** @param capacity most account tags with a wrong answer in the window */
  constructor(
    capacity: number,
    private readonly now: () => number,
  ) {
    this.accounts = new BoundedMap(capacity, ({ expiresAt }) => expiresAt <= this.now());
  }

  get size(): number {
    return this.accounts.size;
  }

  /** Milliseconds until every tag has fewer than `max` wrong answers in the window. */
  retryAfterMs(tags: readonly string[], { max, windowMs }: Budget): number {
    const ends = tags.map((tag) => (this.accounts.get(tag)?.value.times.at(-max) ?? -Infinity) + windowMs);
    return Math.max(0, ...ends.map((end) => end - this.now()));
  }

  /**
   * Reserves capacity for one wrong answer before it is compared.
   * @returns a function that charges the accounts; call it if the answer was wrong
   * @throws {StoreUnavailableError} when full: an answer that cannot be counted must not be compared
   */
  reserve(tags: readonly string[], { max, windowMs }: Budget, owner: string): () => void {
    const accounts: Account[] = [];
    try {
      for (const tag of new Set(tags)) accounts.push(this.open(tag, owner));
    } finally {
      // Unless they are charged, new accounts are for the next sweep. Not before: opening one may sweep the others.
      for (const account of accounts) if (account.times.length === 0) account.expiresAt = this.now();
    }
    return () => {
      for (const account of accounts) {
        // The budget was not exhausted, so a time dropped here has already left the window.
        account.times = [...account.times, this.now()].slice(-max);
        account.expiresAt = this.now() + windowMs;
      }
    };
  }

  /** @param isTimeUp called at intervals; `true` ends the sweep early */
  sweep(isTimeUp: () => boolean): void {
    this.accounts.sweep(isTimeUp);
  }

  clear(): void {
    this.accounts.clear();
  }

  private open(tag: string, owner: string): Account {
    const existing = this.accounts.get(tag);
    if (existing) return existing.value;
    const account: Account = { times: [], expiresAt: Infinity, owner };
    this.accounts.set(tag, { value: account });
    return account;
  }
}
