import type { OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { CodeFormat } from '../../code/code-format.js';
import type { PresentedCode } from '../presentation.js';
import type { DrawingThread } from './drawing-thread.js';

/** Pictures that are kept ready for one format: about 0.5 MB. */
const POOL_SIZE = 256;
/** Pictures that are drawn together: handing over single ones costs a third of what the thread saves. */
const REFILL_SIZE = 32;
/** Pictures are kept for the first formats that are requested; those of others are drawn on request. */
const MAX_FORMATS = 8;

type Thread = Pick<DrawingThread, 'draw' | 'close'>;

/** The pictures of one format. */
interface FormatPool {
  readonly ready: PresentedCode[];
  /** How many are being drawn. */
  pending: number;
}

/**
 * Pictures that a thread has drawn before they are requested. Each is handed out once. Without a thread, while it is behind,
 * and after it has failed there are none, and the caller draws.
 */
export class PicturePool implements OnApplicationShutdown {
  private readonly pools = new Map<string, FormatPool>();

  constructor(
    private thread: Thread | undefined,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** A picture of a new code, or `undefined` when none is ready. Refills the pool. */
  take(format: CodeFormat): PresentedCode | undefined {
    const { thread } = this;
    const pool = thread && this.poolOf(format);
    if (!pool) return undefined;
    while (pool.ready.length + pool.pending <= POOL_SIZE - REFILL_SIZE)
      void this.refill(pool, format, thread);
    return pool.ready.pop();
  }

  async onApplicationShutdown(): Promise<void> {
    const { thread } = this;
    this.thread = undefined;
    await thread?.close();
  }

  private poolOf({ length, alphabet }: CodeFormat): FormatPool | undefined {
    const name = `${length}:${alphabet}`;
    const known = this.pools.get(name);
    if (known || this.pools.size >= MAX_FORMATS) return known;
    const pool = { ready: [], pending: 0 };
    this.pools.set(name, pool);
    return pool;
  }

  private async refill(pool: FormatPool, format: CodeFormat, thread: Thread): Promise<void> {
    pool.pending += REFILL_SIZE;
    try {
      pool.ready.push(...(await thread.draw({ format, count: REFILL_SIZE })));
      pool.pending -= REFILL_SIZE;
    } catch (failure) {
      this.stop(failure);
    }
  }

  /** All pending refills reject: only the first is logged. */
  private stop(failure: unknown): void {
    if (!this.thread) return;
    this.thread = undefined;
    this.pools.clear();
    this.logger.error({ err: failure }, 'the drawing thread failed: pictures are drawn between requests');
  }
}
