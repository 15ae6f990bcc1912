import { mkdir, mkdtemp, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileWatcher } from './file-watcher.js';

/** A unique value, so that only timers of the watcher are replaced. */
const INTERVAL_MS = 98_765;

describe('FileWatcher', () => {
  let folder: string;
  let path: string;
  let watcher: FileWatcher | undefined;
  let changes: number;
  let nextPoll: (() => void) | undefined;
  let onScheduled: (poll: () => void) => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-watcher-'));
    path = join(folder, 'file');
    changes = 0;
    onScheduled = (poll) => (nextPoll = poll);
    const { setTimeout } = globalThis;
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, ms?: number) => {
      if (ms !== INTERVAL_MS) return setTimeout(callback, ms);
      onScheduled(callback);
      return { unref: () => undefined };
    }) as unknown as typeof setTimeout);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await watcher?.close();
    await rm(folder, { recursive: true });
  });

  const start = async (onChange = async (): Promise<void> => void changes++): Promise<void> => {
    watcher = await FileWatcher.start({ path, intervalMs: INTERVAL_MS, onChange });
  };
  /** Runs one poll, until the next one is scheduled. */
  const poll = (): Promise<void> =>
    new Promise((resolve) => {
      onScheduled = (next) => {
        nextPoll = next;
        resolve();
      };
      nextPoll?.();
    });

  it('reports nothing while the file is unchanged', async () => {
    await writeFile(path, 'one');
    await start();
    for (let i = 0; i < 5; i++) await poll();
    expect(changes).toBe(0);
  });

  it('reports a change once, after two equal polls', async () => {
    await writeFile(path, 'one');
    await start();
    await writeFile(path, 'half of');
    await poll();
    await writeFile(path, 'half of it');
    await poll();
    expect(changes).toBe(0);
    await poll();
    expect(changes).toBe(1);
    await poll();
    expect(changes).toBe(1);
  });

  it('reports a file of the same size that is renamed into place', async () => {
    await writeFile(path, 'one');
    await start();
    await writeFile(`${path}.new`, 'two');
    await rename(`${path}.new`, path);
    await poll();
    await poll();
    expect(changes).toBe(1);
  });

  it('reports a swapped symlink of a parent folder, as when Kubernetes updates a ConfigMap', async () => {
    for (const version of ['v1', 'v2']) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'file'), version);
    }
    await symlink('v1', join(folder, '..data'));
    await symlink('..data/file', path);
    await start();
    await symlink('v2', join(folder, '..data.new'));
    await rename(join(folder, '..data.new'), join(folder, '..data'));
    await poll();
    await poll();
    expect(changes).toBe(1);
  });

  it('reports that the file is removed, and that it is back', async () => {
    await writeFile(path, 'one');
    await start();
    await rm(path);
    for (let i = 0; i < 3; i++) await poll();
    expect(changes).toBe(1);
    await writeFile(path, 'one');
    for (let i = 0; i < 3; i++) await poll();
    expect(changes).toBe(2);
  });

  it('schedules no poll before onChange has finished', async () => {
    await writeFile(path, 'one');
    const order: string[] = [];
    await start(async () => {
      order.push('notified');
      await stat(path);
      order.push('finished');
    });
    await writeFile(path, 'two');
    await poll();
    await poll();
    order.push('next poll scheduled');
    expect(order).toEqual(['notified', 'finished', 'next poll scheduled']);
  });

  it('reports and schedules nothing after close()', async () => {
    await writeFile(path, 'one');
    await start();
    await writeFile(path, 'two');
    await poll();
    const onPlanned = vi.fn();
    onScheduled = onPlanned;
    nextPoll?.();
    await watcher?.close();
    expect(changes).toBe(0);
    expect(onPlanned).not.toHaveBeenCalled();
  });

  it('closes after onChange has finished', async () => {
    await writeFile(path, 'one');
    const order: string[] = [];
    const notified = new Promise<void>((resolve) => {
      void start(async () => {
        resolve();
        await stat(path);
        order.push('finished');
      }).then(async () => {
        await writeFile(path, 'two');
        await poll();
        nextPoll?.();
      });
    });
    await notified;
    await watcher?.close();
    order.push('closed');
    expect(order).toEqual(['finished', 'closed']);
  });
});
