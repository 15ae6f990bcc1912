import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { SETTINGS, type Settings } from '../app.config.js';
import { LOGGER } from './logger.js';

/** Milliseconds that requests under way are waited for, after the grace. */
const FINISH_MS = 6000;

/** What a supervisor takes for a clean end: 128 + SIGTERM. */
const TERMINATED = 143;

/**
 * The end of a process that is told to end, in four steps: readiness turns false; for `SHUTDOWN_GRACE` seconds
 * everything is served as before, so that balancers notice first, and every answer closes its connection; then nothing
 * new is accepted and what is under way is finished; at last stores and vendors are let go. A handler that hangs, or a
 * second signal, ends it at once.
 */
@Injectable()
export class Shutdown implements BeforeApplicationShutdown {
  private begun = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  get isUnderWay(): boolean {
    return this.begun;
  }

  /** Called by Nest while the server still listens. @param signal none when a test closes its application */
  async beforeApplicationShutdown(signal?: string): Promise<void> {
    this.begun = true;
    if (!signal) return;
    const graceMs = this.settings.shutdownGrace * 1000;
    this.logger.info({ signal, graceMs }, 'shutting down');
    for (const again of ['SIGTERM', 'SIGINT'] as const) {
      process.once(again, () => this.end(`${again} again`));
    }
    setTimeout(() => this.end('requests still under way'), graceMs + FINISH_MS).unref();
    await sleep(graceMs);
  }

  private end(reason: string): never {
    this.logger.warn({ reason }, 'shut down without waiting any longer');
    process.exit(TERMINATED);
  }
}
