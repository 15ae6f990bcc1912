import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DrawingConfig } from '../../../../../config/drawing.config.js';
import type { CodeFormat } from '../../code/code-format.js';
import type { PresentedCode } from '../presentation.js';

/** What the thread is asked for. */
export interface PictureOrder {
  readonly format: CodeFormat;
  readonly count: number;
}

const WORKER = new URL('./drawing.worker.js', import.meta.url);

/** Draws pictures on a core of its own. Does not keep the process alive. */
export class DrawingThread {
  private readonly worker = new Worker(WORKER);
  private readonly waiting: {
    readonly resolve: (pictures: readonly PresentedCode[]) => void;
    readonly reject: (failure: Error) => void;
  }[] = [];
  private failure: Error | undefined;

  constructor() {
    this.worker.unref();
    this.worker.on('message', (pictures: PresentedCode[]) => this.waiting.shift()?.resolve(pictures));
    this.worker.on('error', (failure) => {
      this.failure = failure;
      for (const { reject } of this.waiting.splice(0)) reject(failure);
    });
  }

  /**
   * Starts a thread if there is a core for it.
   * @param thread `auto`: with two cores or more; sources without a build have no thread
   */
  static startIf({ thread }: DrawingConfig): DrawingThread | undefined {
    const isUseful = availableParallelism() > 1 && existsSync(WORKER);
    return thread === 'on' || (thread === 'auto' && isUseful) ? new DrawingThread() : undefined;
  }

  /**
   * Draws pictures of new codes.
   * @returns a promise that stays pending when the thread is closed
   * @throws {Error} when the thread could not start or has failed; it draws nothing afterwards
   */
  draw(order: PictureOrder): Promise<readonly PresentedCode[]> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(order);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
