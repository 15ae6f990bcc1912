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

/** Milliseconds to finish the requests in progress after the server stops listening: no delivery takes longer. */
const FINISH_MS = LONGEST_DELIVERY_MS + 500;
/** Milliseconds without a request after which the server counts as idle, and the maximum wait for that. */
const IDLE_MS = 250;
const MAX_IDLE_WAIT_MS = 2000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Exit code after SIGTERM (128 + 15): supervisors treat it as a clean end. */
const TERMINATED = 143;

/**
 * Graceful shutdown on SIGTERM and SIGINT, in four steps:
 *
 * 1. `/health/ready` reports down.
 * 2. For `SHUTDOWN_GRACE` seconds the server accepts requests as before, so that load balancers notice step 1. Every
 *    response closes its connection.
 * 3. The server stops listening and finishes the requests in progress.
 * 4. Stores and transports close.
 *
 * A second signal ends the process at once. Requests that are still in progress 6.5 s after step 3 begins are cut off.
 */
@Injectable()
export class Shutdown implements BeforeApplicationShutdown, OnApplicationShutdown {
  private hasBegun = false;
  private lastRequestAt = 0;
  private readonly onSecondSignal = (signal: NodeJS.Signals): void => this.exit(`${signal} again`);

  constructor(
    @Inject(serverConfig.KEY) private readonly server: ServerConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  get isShuttingDown(): boolean {
    return this.hasBegun;
  }

  /** During a shutdown, closes connections with the next response; once the server closes, responds with 503. */
  instrument(fastify: FastifyInstance): void {
    let isClosing = false;
    fastify.addHook('preClose', async () => void (isClosing = true));
    fastify.addHook('onRequest', (request, reply, done) => {
      if (this.hasBegun) {
        // Probes never stop, so they do not count as traffic.
        if (!request.routeOptions.config.isProbe) this.lastRequestAt = performance.now();
        reply.header('Connection', 'close');
      }
      done(isClosing ? new AppError(CommonErrors.Server, { retryAfter: 1 }) : undefined);
    });
  }

  /** Nest calls it while the server still listens. @param signal absent when a test closes its application */
  async beforeApplicationShutdown(signal?: string): Promise<void> {
    this.hasBegun = true;
    if (!signal) return;
    const graceMs = this.server.shutdownGrace * 1000;
    this.logger.info({ signal, graceMs }, 'shutting down');
    for (const name of SIGNALS) process.on(name, this.onSecondSignal);
    await sleep(graceMs);
    await this.waitUntilIdle();
    setTimeout(() => this.exit('requests still in progress'), FINISH_MS).unref();
  }

  /** Closing a connection loses the requests that are queued on it, and on a busy machine requests queue. */
  private async waitUntilIdle(): Promise<void> {
    const startedAt = performance.now();
    while (
      performance.now() - this.lastRequestAt < IDLE_MS &&
      performance.now() - startedAt < MAX_IDLE_WAIT_MS
    ) {
      await sleep(IDLE_MS / 5);
    }
  }

  /** Nest then raises the signal once more to end the process: no listener may catch it. */
  onApplicationShutdown(): void {
    for (const name of SIGNALS) process.removeListener(name, this.onSecondSignal);
  }

  private exit(reason: string): never {
    this.logger.warn({ reason }, 'forced shutdown');
    process.exit(TERMINATED);
  }
}
