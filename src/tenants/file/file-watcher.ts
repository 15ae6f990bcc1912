import { stat } from 'node:fs/promises';

/** Options of {@link FileWatcher.start}. */
export interface FileWatcherOptions {
  readonly path: string;
  /** Milliseconds between two polls. A change is reported after one to two intervals. */
  readonly intervalMs: number;
  /** Called once per change, including a removal. The next poll waits for it. Must not reject. */
  onChange(): Promise<void>;
}

/**
 * Polls one path with `stat()`. `fs.watch()` is not reliable here: it follows the inode, so it misses later changes
 * after an editor renames a new file into place or Kubernetes swaps the symlink of a mounted ConfigMap, and network
 * and container file systems emit no events.
 *
 * A change is reported when two consecutive polls are equal: editors write a file in several steps.
 */
export class FileWatcher {
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> = Promise.resolve();
  private isClosed = false;

  private constructor(
    private readonly options: FileWatcherOptions,
    private notified: string,
    private observed = notified,
  ) {
    this.schedule();
  }

  /** Starts watching. A read after this resolves misses no change. */
  static async start(options: FileWatcherOptions): Promise<FileWatcher> {
    return new FileWatcher(options, await fingerprint(options.path));
  }

  /** Stops watching, and waits for a running `onChange`. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.polling;
  }

  private schedule(): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => void (this.polling = this.poll()), this.options.intervalMs);
    this.timer.unref();
  }

  private async poll(): Promise<void> {
    const current = await fingerprint(this.options.path);
    const isStable = current === this.observed;
    this.observed = current;
    if (isStable && current !== this.notified && !this.isClosed) {
      this.notified = current;
      await this.options.onChange();
    }
    this.schedule();
  }
}

/** Follows symlinks. Device and inode reveal a replaced file, size and times a rewritten one. */
async function fingerprint(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
