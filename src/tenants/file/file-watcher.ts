import { stat } from 'node:fs/promises';

/** What to watch, and whom to tell. */
export interface FileWatchOptions {
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
export class FileWatch {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private closed = false;

  private constructor(
    private readonly options: FileWatchOptions,
    private told: string,
    private seen = told,
  ) {
    this.schedule();
  }

  /** Starts watching: whoever reads the file after this resolves misses no change. */
  static async start(options: FileWatchOptions): Promise<FileWatch> {
    return new FileWatch(options, await fingerprint(options.path));
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
    const settled = now === this.seen;
    this.seen = now;
    if (settled && now !== this.told && !this.closed) {
      this.told = now;
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
