/** Counts events, so that a test waits for a number of them and not for a time. */
export class Counter {
  private readonly waiting: { readonly at: number; reach(): void }[] = [];
  private count = 0;

  add(): void {
    this.count++;
    for (const one of this.waiting.filter(({ at }) => at === this.count)) one.reach();
  }

  /** Resolves once it has counted so many more. */
  waitForMore(count: number): Promise<void> {
    return new Promise((reach) => this.waiting.push({ at: this.count + count, reach }));
  }
}
