import { HttpException } from '@nestjs/common';
import { CommonErrors } from './common.errors.js';
import type { ErrorDefinition } from './error-definition.js';

/** How an {@link AppError} differs from its definition. */
export interface AppErrorOptions {
  /** Overrides the status of the definition. @default the status of the definition */
  readonly status?: number;
  /** For the log; never part of a response. */
  readonly cause?: unknown;
}

/**
 * An exception with an {@link ErrorDefinition}: `throw new AppError(CommonErrors.Frequent, { retryAfter: 42 })`.
 * `EnvelopeFilter` sends it as an envelope in the language of the request, and adds a `Retry-After` header if
 * `data.retryAfter` is a number (seconds). Other filters see an `HttpException` with the response
 * `{statusCode, code, message, data}`.
 */
export class AppError extends HttpException {
  constructor(
    readonly definition: ErrorDefinition,
    readonly data?: object,
    options: AppErrorOptions = {},
  ) {
    const status = options.status ?? definition.status;
    const { stackTraceLimit } = Error;
    // Errors below 500 are not logged with a stack, and collecting one costs more than the rest of the response.
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

/** One invalid field or header of a request. */
export interface FieldError {
  /** Path of the field, with dots inside objects and lists: `items.0.name`. */
  readonly field: string;
  /** Name of the constraint; selects the text. */
  readonly rule: string;
  /** Values for the placeholders of the text. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Whether the rule applies to each entry of a list (class-validator's `each`). @default false */
  readonly isEach?: boolean;
  /** Whether the page fills the field in, not a person (`HiddenField`). @default false */
  readonly isHidden?: boolean;
}

/** {@link CommonErrors.Parameter} with one entry in `data.errors` per field error. `msg` is about the first of them. */
export class ParameterError extends AppError {
  constructor(
    readonly fieldErrors: readonly FieldError[],
    options: AppErrorOptions = {},
  ) {
    super(CommonErrors.Parameter, { errors: fieldErrors }, options);
  }
}
