import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { AppError, CommonErrors } from '@system-management/envelope';
import { LONGEST_DELIVERY_MS } from '@system-management/messaging';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type ServerConfig, serverConfig } from '../../config/server.config.js';
import { LOGGER } from '../logging/logger.js';

/** Milliseconds that requests under way are waited for, once nothing new is accepted: no delivery takes longer. */
const FINISH_MS = LONGEST_DELIVERY_MS + 500;
/** Milliseconds without a request after which nobody is believed to come any more, and how long that is waited for. */
const QUIET_MS = 250;
const LONGEST_WAIT_FOR_QUIET_MS = 2000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** What a supervisor takes for a clean end: 128 + SIGTERM. */
const TERMINATED = 143;

/**
 * The end of a process that is told to end, in four steps: readiness turns false; for `SHUTDOWN_GRACE` seconds
 * everything is served as before, so that balancers notice first, and every answer closes its connection; then nothing
 * new is accepted and what is under way is finished; at last stores and vendors are let go. A handler that hangs, or a
 * second signal, ends it at once.
 */
@Injectable()
export class Shutdown implements BeforeApplicationShutdown, OnApplicationShutdown {
  private begun = false;
  private lastRequestAt = 0;
  private readonly onSignalAgain = (signal: NodeJS.Signals): void => this.end(`${signal} again`);

  constructor(
    @Inject(serverConfig.KEY) private readonly server: ServerConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  get isShuttingDown(): boolean {
    return this.begun;
  }

  /** Tells clients of the end: answers close their connections, and once nothing new is accepted they are a 503. */
  instrument(fastify: FastifyInstance): void {
    let isClosing = false;
    fastify.addHook('preClose', async () => void (isClosing = true));
    fastify.addHook('onRequest', (request, reply, done) => {
      if (this.begun) {
        // Probes come for ever.
        if (!request.routeOptions.config.isProbe) this.lastRequestAt = performance.now();
        reply.header('Connection', 'close');
      }
      done(isClosing ? new AppError(CommonErrors.Server, { retryAfter: 1 }) : undefined);
    });
  }

  /** Called by Nest while the server still listens. @param signal none when a test closes its application */
  async beforeApplicationShutdown(signal?: string): Promise<void> {
    this.begun = true;
    if (!signal) return;
    const graceMs = this.server.shutdownGrace * 1000;
    this.logger.info({ signal, graceMs }, 'shutting down');
    for (const again of SIGNALS) process.on(again, this.onSignalAgain);
    await sleep(graceMs);
    await this.waitUntilIdle();
    setTimeout(() => this.end('requests still under way'), FINISH_MS).unref();
  }

  /** A connection that is closed with a request on its way to it is a request lost: on a busy machine they queue. */
  private async waitUntilIdle(): Promise<void> {
    const began = performance.now();
    while (
      performance.now() - this.lastRequestAt < QUIET_MS &&
      performance.now() - began < LONGEST_WAIT_FOR_QUIET_MS
    ) {
      await sleep(QUIET_MS / 5);
    }
  }

  /** Nest's last step is to raise the signal once more, with nobody left to catch it. */
  onApplicationShutdown(): void {
    for (const again of SIGNALS) process.removeListener(again, this.onSignalAgain);
  }

  private end(reason: string): never {
    this.logger.warn({ reason }, 'shut down without waiting any longer');
    process.exit(TERMINATED);
  }
}
