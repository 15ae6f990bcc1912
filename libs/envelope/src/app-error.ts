import { CommonErrors } from './common.errors.js';
import type { ErrorRow } from './error-row.js';

/** How an {@link AppError} may differ from its row. */
export interface AppErrorOptions {
  /** Another status than the row's, where the contract knows two (NotEnable is 403 for a country). */
  readonly status?: number;
  /** Kept for the log; no caller ever sees it. */
  readonly cause?: unknown;
}

/**
 * A failure of the contract: `throw new AppError(CommonErrors.Frequent, { retryAfter: 42 })`. The filter gives it
 * the caller's language, the envelope and, where `data.retryAfter` is a number of seconds, a `Retry-After` header.
 */
export class AppError extends Error {
  readonly status: number;

  constructor(
    readonly row: ErrorRow,
    readonly data?: object,
    options: AppErrorOptions = {},
  ) {
    const status = options.status ?? row.status;
    const { stackTraceLimit } = Error;
    // A refusal is an answer like any other: nobody reads where it was thrown, and walking the stack costs more than it.
    if (status < 500) Error.stackTraceLimit = 0;
    super(row.name, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'AppError';
    this.status = status;
  }
}

/** One mistake in a request: which field (or header), which rule of the catalogue, what fills the rule's text. */
export interface Problem {
  readonly field: string;
  readonly rule: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** A wrong request: {@link CommonErrors.Parameter} with one entry of `data.errors` per mistake. */
export class ParameterError extends AppError {
  constructor(
    readonly problems: readonly Problem[],
    options: AppErrorOptions = {},
  ) {
    super(CommonErrors.Parameter, undefined, options);
  }
}
