import type { Logger } from 'pino';

/**
 * What nobody caught is logged and ends the process: after it, nobody knows what state it is in
 * (https://nodejs.org/api/process.html#warning-using-uncaughtexception-correctly). A supervisor starts a new one.
 */
export function installCrashHandler(logger: Logger): void {
  // Unhandled rejections come here, too.
  process.on('uncaughtException', (err, origin) => {
    logger.fatal({ err, origin }, 'crashed');
    process.exit(1);
  });
}
