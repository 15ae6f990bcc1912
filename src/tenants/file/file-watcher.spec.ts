import { mkdir, mkdtemp, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileWatcher } from './file-watcher.js';

/** Nobody else's: other timers of this process run on. */
const INTERVAL_MS = 98_765;

describe('FileWatcher', () => {
  let folder: string;
  let path: string;
  let watch: FileWatcher | undefined;
  let changes: number;
  let nextLook: (() => void) | undefined;
  let scheduled: (look: () => void) => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'file-watch-'));
    path = join(folder, 'file');
    changes = 0;
    scheduled = (look) => (nextLook = look);
    const { setTimeout } = globalThis;
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((look: () => void, ms?: number) => {
      if (ms !== INTERVAL_MS) return setTimeout(look, ms);
      scheduled(look);
      return { unref: () => undefined };
    }) as unknown as typeof setTimeout);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await watch?.close();
    await rm(folder, { recursive: true });
  });

  const start = async (onChange = async (): Promise<void> => void changes++): Promise<void> => {
    watch = await FileWatcher.start({ path, intervalMs: INTERVAL_MS, onChange });
  };
  /** One look, up to the moment that the next one is planned. */
  const look = (): Promise<void> =>
    new Promise((resolve) => {
      scheduled = (next) => {
        nextLook = next;
        resolve();
      };
      nextLook?.();
    });

  it('tells nothing while the file stays as it was', async () => {
    await writeFile(path, 'one');
    await start();
    for (let i = 0; i < 5; i++) await look();
    expect(changes).toBe(0);
  });

  it('tells a change once, when two looks in a row have seen the same', async () => {
    await writeFile(path, 'one');
    await start();
    await writeFile(path, 'half of');
    await look();
    await writeFile(path, 'half of it');
    await look();
    expect(changes).toBe(0);
    await look();
    expect(changes).toBe(1);
    await look();
    expect(changes).toBe(1);
  });

  it('sees a file renamed into its place, also one of the same size and time', async () => {
    await writeFile(path, 'one');
    await start();
    await writeFile(`${path}.new`, 'two');
    await rename(`${path}.new`, path);
    await look();
    await look();
    expect(changes).toBe(1);
  });

  it('sees the symlink of a folder on its way swapped, as Kubernetes updates a ConfigMap', async () => {
    for (const version of ['v1', 'v2']) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'file'), version);
    }
    await symlink('v1', join(folder, '..data'));
    await symlink('..data/file', path);
    await start();
    await symlink('v2', join(folder, '..data.new'));
    await rename(join(folder, '..data.new'), join(folder, '..data'));
    await look();
    await look();
    expect(changes).toBe(1);
  });

  it('tells that the file went, and that it came back', async () => {
    await writeFile(path, 'one');
    await start();
    await rm(path);
    for (let i = 0; i < 3; i++) await look();
    expect(changes).toBe(1);
    await writeFile(path, 'one');
    for (let i = 0; i < 3; i++) await look();
    expect(changes).toBe(2);
  });

  it('plans no look before the one who is told has finished', async () => {
    await writeFile(path, 'one');
    const order: string[] = [];
    await start(async () => {
      order.push('told');
      await stat(path);
      order.push('finished');
    });
    await writeFile(path, 'two');
    await look();
    await look();
    order.push('next look planned');
    expect(order).toEqual(['told', 'finished', 'next look planned']);
  });

  it('tells nothing and plans nothing any more once it is closed', async () => {
    await writeFile(path, 'one');
    await start();
    await writeFile(path, 'two');
    await look();
    const planned = vi.fn();
    scheduled = planned;
    nextLook?.();
    await watch?.close();
    expect(changes).toBe(0);
    expect(planned).not.toHaveBeenCalled();
  });

  it('closes when the one who is told has finished', async () => {
    await writeFile(path, 'one');
    const order: string[] = [];
    const told = new Promise<void>((resolve) => {
      void start(async () => {
        resolve();
        await stat(path);
        order.push('finished');
      }).then(async () => {
        await writeFile(path, 'two');
        await look();
        nextLook?.();
      });
    });
    await told;
    await watch?.close();
    order.push('closed');
    expect(order).toEqual(['finished', 'closed']);
  });
});
