import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DrawingConfig } from '../../../../../config/drawing.config.js';
import type { CodeFormat } from '../../code/code-format.js';
import type { PresentedCode } from '../presentation.js';

/** What the thread draws at once. */
export interface DrawingJob {
  readonly format: CodeFormat;
  readonly count: number;
}

const WORKER = new URL('./drawing.worker.js', import.meta.url);

/** Draws pictures on another core. Does not keep the process alive. */
export class DrawingThread {
  private readonly worker = new Worker(WORKER);
  private readonly waiting: {
    readonly resolve: (pictures: readonly PresentedCode[]) => void;
    readonly reject: (failure: Error) => void;
  }[] = [];
  private failure: Error | undefined;

  constructor() {
    this.worker.on('message', (pictures: PresentedCode[]) => this.waiting.shift()?.resolve(pictures));
    this.worker.on('error', (failure) => this.fail(failure));
    this.worker.on('exit', () => this.fail(new Error('the drawing thread has ended')));
    // After the listeners: that of messages keeps the process alive.
    this.worker.unref();
  }

  /**
   * Starts a thread where it is useful.
   * @param thread `auto`: on two cores or more, as far as the process may use them; a CPU quota of a container is not seen.
   *   Sources without a build have no thread
   */
  static startIf({ thread }: DrawingConfig): DrawingThread | undefined {
    const isUseful = availableParallelism() > 1 && existsSync(WORKER);
    return thread === 'on' || (thread === 'auto' && isUseful) ? new DrawingThread() : undefined;
  }

  /**
   * Draws pictures of new codes. Jobs are drawn first in, first out.
   * @throws {Error} when the thread could not start, has failed or was closed; it draws nothing afterwards
   */
  draw(job: DrawingJob): Promise<readonly PresentedCode[]> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(job);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(failure: Error): void {
    this.failure ??= failure;
    for (const { reject } of this.waiting.splice(0)) reject(this.failure);
  }
}
