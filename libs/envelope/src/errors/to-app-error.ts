import { HttpException } from '@nestjs/common';
import { AppError, ParameterError, type FieldError } from './app-error.js';
import { CommonErrors } from './common.errors.js';
import type { ErrorDefinition } from './error-definition.js';

const ROW_OF_STATUS: Readonly<Record<number, ErrorDefinition>> = {
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

const MALFORMED_BODY: FieldError = { field: 'body', rule: 'isJsonObject' };
const MALFORMED_URL: FieldError = { field: 'url', rule: 'isUrl' };

/** What {@link toAppError} may be told of the request that failed. */
export interface FailedRequest {
  /** The message of Nest's own 404 for this request, which holds the path. */
  readonly routeMissing?: string;
  /** Seconds that `Retry-After` already says, as a rate limiter sets it. @default 1 */
  readonly retryAfter?: number;
}

/**
 * Any thrown thing as a row of the contract. An `HttpException` keeps its status and takes the row of that status; its
 * message becomes `data.detail` below 500, unless a library wrote it. Everything unknown, and a status that is no
 * failure, is {@link CommonErrors.System}.
 */
export function toAppError(thrown: unknown, { routeMissing, retryAfter = 1 }: FailedRequest = {}): AppError {
  if (thrown instanceof AppError) return thrown;
  const library = libraryError(thrown);
  if (library?.statusCode === 400) {
    const isUrl = library.code === 'FST_ERR_BAD_URL' || library instanceof URIError;
    return new ParameterError([isUrl ? MALFORMED_URL : MALFORMED_BODY], { cause: thrown });
  }
  const status = failureStatus(thrown instanceof HttpException ? thrown.getStatus() : library?.statusCode);
  const row = ROW_OF_STATUS[status] ?? (status < 500 ? CommonErrors.Parameter : CommonErrors.System);
  const isOwn = thrown instanceof HttpException && library === undefined && status < 500;
  const detail = isOwn ? messageOf(thrown) : undefined;
  const data = {
    ...('retryAfter' in (row.data ?? {}) && { retryAfter }),
    ...(detail !== undefined && detail !== routeMissing && { detail }),
  };
  return new AppError(row, Object.keys(data).length > 0 ? data : undefined, { status, cause: thrown });
}

/** What a framework says of a request by an error that carries its status. */
interface LibraryError extends Error {
  readonly statusCode: number;
  readonly code?: unknown;
  readonly expose?: unknown;
}

/**
 * Fastify's own errors, and those that Nest's Express adapter keeps as the cause of an exception with the same status.
 * Any other error that carries a status is a bug, or the cause that a feature names: a client of some other service.
 */
function libraryError(thrown: unknown): LibraryError | undefined {
  if (thrown instanceof HttpException) {
    const { cause } = thrown;
    if (!isStatusError(cause) || cause.statusCode !== thrown.getStatus()) return undefined;
    // http-errors say whether their message is for clients; Express throws a URIError itself.
    const isOfExpress = typeof cause.expose === 'boolean' || cause instanceof URIError;
    return isOfExpress || isOfFastify(cause) ? cause : undefined;
  }
  return isStatusError(thrown) && isOfFastify(thrown) ? thrown : undefined;
}

/** An upload that its client breaks off has Node's code. */
function isOfFastify({ code, statusCode }: LibraryError): boolean {
  return (
    typeof code === 'string' && (code.startsWith('FST_') || (code === 'ECONNRESET' && statusCode === 400))
  );
}

function isStatusError(error: unknown): error is LibraryError {
  return error instanceof Error && 'statusCode' in error && Number.isInteger(error.statusCode);
}

function failureStatus(status = 500): number {
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : 500;
}

/** What the exception was made with; Nest's default pipes give a list. */
function messageOf(exception: HttpException): string | undefined {
  const response = exception.getResponse();
  const message = typeof response === 'object' && 'message' in response ? response.message : response;
  if (Array.isArray(message)) return message.join('; ');
  return typeof message === 'string' ? message : undefined;
}
