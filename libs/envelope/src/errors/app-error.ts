import { HttpException } from '@nestjs/common';
import { CommonErrors } from './common.errors.js';
import type { ErrorDefinition } from './error-definition.js';

/** How an {@link AppError} may differ from its row. */
export interface AppErrorOptions {
  /** Another status than the row's, where the contract knows two (NotEnable is 403 for a country). */
  readonly status?: number;
  /** Kept for the log; no caller ever sees it. */
  readonly cause?: unknown;
}

/**
 * A failure of the contract: `throw new AppError(CommonErrors.Frequent, { retryAfter: 42 })`. The filter gives it
 * the caller's language, the envelope and, where `data.retryAfter` is a number of seconds, a `Retry-After` header. Under
 * another application's own filter it is an `HttpException` like any other: `{statusCode, code, message, data}`.
 */
export class AppError extends HttpException {
  constructor(
    readonly definition: ErrorDefinition,
    readonly data?: object,
    options: AppErrorOptions = {},
  ) {
    const status = options.status ?? definition.status;
    const { stackTraceLimit } = Error;
    // A refusal is an answer, not a bug: its stack is not logged, and collecting it costs more than the refusal.
    if (status < 500) Error.stackTraceLimit = 0;
    const response = {
      statusCode: status,
      code: definition.code,
      message: definition.name,
      ...(data && { data }),
    };
    super(response, status, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'AppError';
  }
}

/** One mistake in a request: which field (or header), which rule of the catalogue, what fills the rule's text. */
export interface FieldError {
  /** Inside objects and lists with dots: `items.0.name`. */
  readonly field: string;
  readonly rule: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Whether the rule is for each entry of a list, and an entry breaks it. @default false */
  readonly isEach?: boolean;
}

/** A wrong request: {@link CommonErrors.Parameter} with one entry of `data.errors` per mistake. */
export class ParameterError extends AppError {
  constructor(
    readonly fieldErrors: readonly FieldError[],
    options: AppErrorOptions = {},
  ) {
    super(CommonErrors.Parameter, { errors: fieldErrors }, options);
  }
}
