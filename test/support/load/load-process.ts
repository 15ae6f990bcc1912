import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pinnedTo } from '../service-process.js';
import { LoadResult } from './load.js';

const WORKER = fileURLToPath(new URL('load-worker.ts', import.meta.url));

/** One run of {@link LoadProcess}. */
export interface LoadOrder {
  readonly port: number;
  /** Raw requests, sent in this order and repeated. */
  readonly requests: readonly string[];
  readonly perSecond: number;
  readonly ms: number;
  /** Maximum number of connections. @default that of `OpenLoop` */
  readonly connections?: number;
}

/**
 * Open-loop load from a process of its own: a spec that measures response times meanwhile must not wait for its own load
 * generator.
 */
export class LoadProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @param core CPU core to pin the process to @default any */
  static async start(core?: number): Promise<LoadProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'load-'));
    const file = join(folder, 'load-worker.mjs');
    await build({ entryPoints: [WORKER], outfile: file, bundle: true, platform: 'node', format: 'esm' });
    const [command, ...args] = [...pinnedTo(core), process.execPath, file];
    const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
    const child = spawn(command, args, { stdio: [...stdio], serialization: 'advanced' });
    return new LoadProcess(child, folder);
  }

  /** @returns after every request is answered */
  async run(order: LoadOrder): Promise<LoadResult> {
    this.child.send(order);
    const ended = once(this.child, 'exit').then(() =>
      Promise.reject(new Error('the load process has ended')),
    );
    const [result] = (await Promise.race([once(this.child, 'message'), ended])) as [Partial<LoadResult>];
    return Object.assign(new LoadResult(), result);
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
    await rm(this.folder, { recursive: true });
  }
}
