/** Counts events, so that a test can wait for a number of events instead of a duration. */
export class Counter {
  private readonly waiters: { readonly at: number; resolve(): void }[] = [];
  private count = 0;

  add(): void {
    this.count++;
    for (const waiter of this.waiters.filter(({ at }) => at === this.count)) waiter.resolve();
  }

  /** Resolves after `count` more events. */
  waitForMore(count: number): Promise<void> {
    return new Promise((resolve) => this.waiters.push({ at: this.count + count, resolve }));
  }
}
