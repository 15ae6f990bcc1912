import type { LoggerService } from '@nestjs/common';
import { destination, type Logger, type LoggerOptions, pino } from 'pino';
import { type PrettyOptions } from 'pino-pretty';

/** Injection token of the application's pino {@link Logger}. */
export const LOGGER = Symbol('Logger');

/** The file descriptor of standard output. */
const STDOUT = 1;
const PRETTY: PrettyOptions = { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' };

/** Creates a logger that writes JSON lines, or readable lines on a terminal. */
export function createLogger(level: string): Logger {
  const options: LoggerOptions = { level, base: null, serializers: { err: serializeError } };
  if (process.stdout.isTTY)
    return pino({ ...options, transport: { target: 'pino-pretty', options: PRETTY } });
  // pino's default writes asynchronously: a killed process loses its last lines.
  return pino(options, destination({ dest: STDOUT, sync: true }));
}

/** The properties of an error that are logged. */
export interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: SerializedError;
}

/**
 * Drops the properties that libraries add to errors: ioredis adds the command with its arguments, mailers add the
 * message, and either can contain a recipient or a key.
 */
export function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'the thrown value is not an Error' };
  const code = 'code' in error && typeof error.code === 'string' && { code: error.code };
  const cause = error.cause !== undefined && { cause: serializeError(error.cause) };
  const stack = error.stack !== undefined && { stack: error.stack };
  return { type: error.name, message: error.message, ...code, ...stack, ...cause };
}

/** Writes Nest's own messages (`RoutesResolver`, `NestApplication`, …) to pino. */
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
