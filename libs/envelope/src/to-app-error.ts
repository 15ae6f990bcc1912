import { HttpException } from '@nestjs/common';
import { AppError, ParameterError, type Problem } from './app-error.js';
import { CommonErrors } from './common.errors.js';
import type { ErrorRow } from './error-row.js';

const ROW_OF_STATUS: Readonly<Record<number, ErrorRow>> = {
  401: CommonErrors.NotLogin,
  403: CommonErrors.Permissions,
  404: CommonErrors.NotFound,
  405: CommonErrors.Method,
  409: CommonErrors.Duplicate,
  413: CommonErrors.OutRange,
  415: CommonErrors.Type,
  429: CommonErrors.Frequent,
  431: CommonErrors.OutRange,
  503: CommonErrors.Server,
  504: CommonErrors.Timeout,
};

/** What a framework's 400 was about, where its error code tells (https://fastify.dev/docs/latest/Reference/Errors/). */
const PROBLEM_OF_CODE: Readonly<Record<string, Problem>> = {
  FST_ERR_BAD_URL: { field: 'url', rule: 'isUrl' },
};
const MALFORMED_BODY: Problem = { field: 'body', rule: 'isJsonObject' };

/** What {@link toAppError} may be told of the request that failed. */
export interface FailedRequest {
  /** The message of Nest's own 404 for this request, which holds the path. */
  readonly routeMissing?: string;
  /** Seconds that `Retry-After` already says, as a rate limiter sets it. @default 1 */
  readonly retryAfter?: number;
}

/**
 * Any thrown thing as a row of the contract. An `HttpException` keeps its status and takes the row of that status; its
 * message becomes `data.detail` below 500, unless a library wrote it. Everything unknown is {@link CommonErrors.System}.
 */
export function toAppError(thrown: unknown, { routeMissing, retryAfter = 1 }: FailedRequest = {}): AppError {
  if (thrown instanceof AppError) return thrown;
  const library = libraryError(thrown);
  if (library?.statusCode === 400) {
    return new ParameterError([PROBLEM_OF_CODE[library.code ?? ''] ?? MALFORMED_BODY], { cause: thrown });
  }
  const status = thrown instanceof HttpException ? thrown.getStatus() : (library?.statusCode ?? 500);
  const row = ROW_OF_STATUS[status] ?? (isClientError(status) ? CommonErrors.Parameter : CommonErrors.System);
  const isSilent = library !== undefined || !isClientError(status);
  const detail = thrown instanceof HttpException && !isSilent ? messageOf(thrown) : undefined;
  const data = {
    ...('retryAfter' in (row.data ?? {}) && { retryAfter }),
    ...(detail !== undefined && detail !== routeMissing && { detail }),
  };
  return new AppError(row, Object.keys(data).length > 0 ? data : undefined, { status, cause: thrown });
}

/** What a framework says of a request: Fastify's errors, and those that Nest's Express adapter keeps as a cause. */
interface LibraryError {
  readonly statusCode: number;
  readonly code?: string;
}

function libraryError(thrown: unknown): LibraryError | undefined {
  if (thrown instanceof HttpException) return isStatusError(thrown.cause) ? thrown.cause : undefined;
  // Any other error that carries a status is a bug: a client of some other service has failed.
  return isStatusError(thrown) && thrown.code?.startsWith('FST_') ? thrown : undefined;
}

function isStatusError(error: unknown): error is Error & LibraryError {
  return error instanceof Error && 'statusCode' in error && Number.isInteger(error.statusCode);
}

/** Nest's default pipes give a list of messages. */
function messageOf(exception: HttpException): string {
  const response = exception.getResponse();
  const message = typeof response === 'object' && 'message' in response ? response.message : undefined;
  return Array.isArray(message) ? message.join('; ') : exception.message;
}

function isClientError(status: number): boolean {
  return status >= 400 && status < 500;
}
