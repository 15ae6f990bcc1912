import { BoundedMap } from './bounded-map.js';
import type { Budget } from '../challenge-store.js';

/** The wrong answers of one account. */
interface Account {
  /** When each was judged, oldest first; never more than the budget's `max`. */
  times: readonly number[];
  /** When the youngest of them no longer counts. */
  until: number;
}

/** The budgets of all accounts in this process. Everything is synchronous: the caller's step stays one step. */
export class MemoryBudgets {
  private readonly accounts: BoundedMap<Account>;

  /** @param capacity most accounts with a wrong answer in their window */
  constructor(
    capacity: number,
    private readonly now: () => number,
  ) {
    this.accounts = new BoundedMap(capacity, ({ until }) => until <= this.now());
  }

  get size(): number {
    return this.accounts.size;
  }

  /** Milliseconds until fewer than `max` wrong answers are in the window, under every tag. */
  budgetRetryAfterMs(tags: readonly string[], { max, windowMs }: Budget): number {
    const ends = tags.map((tag) => (this.accounts.get(tag)?.value.times.at(-max) ?? -Infinity) + windowMs);
    return Math.max(0, ...ends.map((end) => end - this.now()));
  }

  /**
   * Finds room for one wrong answer, before anything is judged.
   * @returns what to call when the answer was wrong; not calling it leaves no trace
   * @throws {StoreUnavailableError} when there is no room: an answer that cannot be counted must not be judged
   */
  reserve(tags: readonly string[], { max, windowMs }: Budget): () => void {
    const accounts = [...new Set(tags)].map((tag) => this.open(tag));
    return () => {
      for (const account of accounts) {
        // The budget was not used up, so what falls out here has left the window already.
        account.times = [...account.times, this.now()].slice(-max);
        account.until = this.now() + windowMs;
      }
    };
  }

  /** @param enough asked now and then; `true` ends the sweep early */
  sweep(enough: () => boolean): void {
    this.accounts.sweep(enough);
  }

  clear(): void {
    this.accounts.clear();
  }

  private open(tag: string): Account {
    const known = this.accounts.get(tag);
    if (known) return known.value;
    // Over from the start: the next sweep takes it away unless a wrong answer is entered.
    const account: Account = { times: [], until: this.now() };
    this.accounts.set(tag, { value: account });
    return account;
  }
}
