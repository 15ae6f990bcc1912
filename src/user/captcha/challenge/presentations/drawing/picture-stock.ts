import type { OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { CodeFormat } from '../../code/code-format.js';
import type { PresentedCode } from '../presentation.js';
import type { DrawingThread } from './drawing-thread.js';

/** Pictures that are kept ready for one format: a tenth of a second at the highest rate of requests, 0.5 MB. */
const READY = 256;
/** Pictures in one order: handing over single ones costs a third of what the thread saves. */
const ORDER = 32;
/** Formats that pictures are kept ready for. Tenants rarely have more than one. */
const FORMATS = 8;

interface Shelf {
  readonly pictures: PresentedCode[];
  ordered: number;
}

/**
 * Pictures that a thread has drawn before they are requested. Each is handed out once. Without a thread, while it draws, and
 * after it has failed there are none, and the caller draws.
 */
export class PictureStock implements OnApplicationShutdown {
  private readonly shelves = new Map<string, Shelf>();

  constructor(
    private thread: Pick<DrawingThread, 'draw' | 'close'> | undefined,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** A picture of a new code, or `undefined` when none is ready. Orders the next ones. */
  take(format: CodeFormat): PresentedCode | undefined {
    const shelf = this.thread && this.shelfOf(format);
    if (!shelf) return undefined;
    while (shelf.pictures.length + shelf.ordered <= READY - ORDER) void this.order(format, shelf);
    return shelf.pictures.pop();
  }

  async onApplicationShutdown(): Promise<void> {
    const { thread } = this;
    this.thread = undefined;
    await thread?.close();
  }

  private shelfOf({ length, alphabet }: CodeFormat): Shelf | undefined {
    const name = `${length}${alphabet}`;
    const known = this.shelves.get(name);
    if (known || this.shelves.size >= FORMATS) return known;
    const shelf = { pictures: [], ordered: 0 };
    this.shelves.set(name, shelf);
    return shelf;
  }

  private async order(format: CodeFormat, shelf: Shelf): Promise<void> {
    shelf.ordered += ORDER;
    try {
      shelf.pictures.push(...((await this.thread?.draw({ format, count: ORDER })) ?? []));
      shelf.ordered -= ORDER;
    } catch (failure) {
      this.stop(failure);
    }
  }

  /** Every pending order fails: one line is logged. */
  private stop(failure: unknown): void {
    if (!this.thread) return;
    this.thread = undefined;
    this.logger.error({ err: failure }, 'the drawing thread failed: pictures are drawn between requests');
  }
}
