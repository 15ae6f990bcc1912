import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { type PrettyOptions } from 'pino-pretty';

/** Injection token of the application's pino {@link Logger}. */
export const LOGGER = Symbol('Logger');

/** JSON lines for machines; on a terminal, lines for people. */
export function createLogger(level: string): Logger {
  const pretty: PrettyOptions = { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' };
  return pino({
    level,
    base: null,
    ...(process.stdout.isTTY && { transport: { target: 'pino-pretty', options: pretty } }),
  });
}

/** Lets Nest's own words (`RoutesResolver`, `NestApplication`, …) go through pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ context: rest }, String(message));
  }

  fatal(message: unknown, context?: unknown): void {
    this.logger.fatal({ context }, String(message));
  }
}
