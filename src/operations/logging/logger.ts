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
    serializers: { err: serializeError },
    ...(process.stdout.isTTY && { transport: { target: 'pino-pretty', options: pretty } }),
  });
}

/** What the log shows of an error. */
export interface BareError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: BareError;
}

/**
 * An error without whatever a library hung onto it: ioredis adds the command with its arguments, mailers the message,
 * and a recipient or a key would be in the log.
 */
export function serializeError(error: unknown): BareError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'no error was thrown, but this type' };
  const code = 'code' in error && typeof error.code === 'string' && { code: error.code };
  const cause = error.cause !== undefined && { cause: serializeError(error.cause) };
  const stack = error.stack !== undefined && { stack: error.stack };
  return { type: error.name, message: error.message, ...code, ...stack, ...cause };
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
