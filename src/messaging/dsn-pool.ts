/** Milliseconds: longer than any request takes from opening to use. */
const GRACE_MS = 60_000;

/** What is opened by a DSN. */
interface Closable {
  close(): Promise<void>;
  /** Its name without secrets, the label of its metrics. */
  toString(): string;
}

/** Opens each distinct DSN once, because what it opens pools connections, and closes it when nothing uses it any more. */
export class DsnPool<Opened extends Closable> {
  private readonly opened = new Map<string, Opened>();
  /** Those that are not used any more, by the timer that closes them. */
  private readonly retired = new Map<NodeJS.Timeout, Opened>();

  /**
   * @param removeSeries removes the metric series of a closed name: otherwise every edit of a DSN would add one. DSNs that
   *   differ only in their secrets share a series
   */
  constructor(private readonly removeSeries: (name: string) => void) {}

  /**
   * What the key names, opened at its first use.
   * @param key the DSN, perhaps with what else distinguishes its uses
   */
  get(key: string, open: () => Opened): Opened {
    const existing = this.opened.get(key);
    if (existing) return existing;
    const opened = open();
    this.opened.set(key, opened);
    return opened;
  }

  /** What is open, by its keys. */
  entries(): Iterable<readonly [key: string, opened: Opened]> {
    return this.opened;
  }

  /** Closes what has other keys after {@link GRACE_MS}, because requests in progress may still use it. */
  retainOnly(used: ReadonlySet<string>): void {
    for (const [key, opened] of this.opened) {
      if (used.has(key)) continue;
      this.opened.delete(key);
      const timer = setTimeout(() => {
        this.retired.delete(timer);
        void opened.close().then(() => this.forget(opened));
      }, GRACE_MS).unref();
      this.retired.set(timer, opened);
    }
  }

  /** Closes everything at once. */
  async close(): Promise<void> {
    for (const timer of this.retired.keys()) clearTimeout(timer);
    await Promise.all([...this.opened.values(), ...this.retired.values()].map((opened) => opened.close()));
  }

  private forget(closed: Opened): void {
    const name = closed.toString();
    const sharing = [...this.opened.values(), ...this.retired.values()].map(String);
    if (!sharing.includes(name)) this.removeSeries(name);
  }
}
