import { stat } from 'node:fs/promises';

/** What to watch, and whom to tell. */
export interface FileWatcherOptions {
  readonly path: string;
  /** Milliseconds between two looks; a change is told one to two of them after it was made. */
  readonly intervalMs: number;
  /** Told once per change, a removal included. The next look waits for it. Must not reject. */
  onChange(): Promise<void>;
}

/**
 * Watches one path by looking at it. Events (`fs.watch`) would be cheaper and wrong: they follow the inode, so they
 * go deaf when an editor renames a new file into place or when Kubernetes swaps the symlink of a mounted ConfigMap,
 * and network and container file systems send none at all. One `stat` a look costs nothing.
 *
 * A change counts when two looks in a row see the same: half a file that is still being written is nobody's wish.
 */
export class FileWatcher {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private closed = false;

  private constructor(
    private readonly options: FileWatcherOptions,
    private notified: string,
    private observed = notified,
  ) {
    this.schedule();
  }

  /** Starts watching: whoever reads the file after this resolves misses no change. */
  static async start(options: FileWatcherOptions): Promise<FileWatcher> {
    return new FileWatcher(options, await fingerprint(options.path));
  }

  /** Ends watching, and waits for what it has begun. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private schedule(): void {
    if (this.closed) return;
    this.timer = setTimeout(() => void (this.looking = this.look()), this.options.intervalMs);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    const now = await fingerprint(this.options.path);
    const isStable = now === this.observed;
    this.observed = now;
    if (isStable && now !== this.notified && !this.closed) {
      this.notified = now;
      await this.options.onChange();
    }
    this.schedule();
  }
}

/** Follows symlinks. Device and inode tell a replaced file, size and times a rewritten one. */
async function fingerprint(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
