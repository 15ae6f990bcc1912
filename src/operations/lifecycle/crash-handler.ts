import type { Logger } from 'pino';

/**
 * Logs an uncaught exception and ends the process, because its state is undefined afterwards
 * (https://nodejs.org/api/process.html#warning-using-uncaughtexception-correctly). A supervisor restarts it.
 */
export function installCrashHandler(logger: Logger): void {
  // Node raises unhandled rejections as uncaught exceptions.
  process.on('uncaughtException', (err, origin) => {
    logger.fatal({ err, origin }, 'crashed');
    process.exit(1);
  });
}
