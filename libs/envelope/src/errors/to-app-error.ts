import { HttpException } from '@nestjs/common';
import { AppError, ParameterError, type FieldError } from './app-error.js';
import { CommonErrors } from './common.errors.js';
import type { ErrorDefinition } from './error-definition.js';

const DEFINITION_BY_STATUS: Readonly<Record<number, ErrorDefinition>> = {
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
const MALFORMED_URL: FieldError = { field: 'url', rule: 'isUrl', isHidden: true };

/** Facts about the failed request. */
export interface FailedRequest {
  /** Message of Nest's own 404 for this request. It contains the path, so it is not exposed. */
  readonly routeMissing?: string;
  /** Seconds in an existing `Retry-After` header, as set by a rate limiter. @default 1 */
  readonly retryAfter?: number;
}

/**
 * Converts any thrown value. An `HttpException` keeps its status and gets the definition of that status; below 500 its
 * message becomes `data.detail`, unless it originates from a library. Unknown values, and statuses outside 400–599,
 * become {@link CommonErrors.System}.
 */
export function toAppError(thrown: unknown, { routeMissing, retryAfter = 1 }: FailedRequest = {}): AppError {
  if (thrown instanceof AppError) return thrown;
  const library = libraryError(thrown);
  if (library?.statusCode === 400) {
    const isUrl = library.code === 'FST_ERR_BAD_URL' || library instanceof URIError;
    return new ParameterError([isUrl ? MALFORMED_URL : MALFORMED_BODY], { cause: thrown });
  }
  const status = failureStatus(thrown instanceof HttpException ? thrown.getStatus() : library?.statusCode);
  const definition =
    DEFINITION_BY_STATUS[status] ?? (status < 500 ? CommonErrors.Parameter : CommonErrors.System);
  const isExposable = thrown instanceof HttpException && library === undefined && status < 500;
  const detail = isExposable ? messageOf(thrown) : undefined;
  const data = {
    ...('retryAfter' in (definition.data ?? {}) && { retryAfter }),
    ...(detail !== undefined && detail !== routeMissing && { detail }),
  };
  return new AppError(definition, Object.keys(data).length > 0 ? data : undefined, { status, cause: thrown });
}

/** An error with which Fastify or Express rejects a request. */
interface LibraryError extends Error {
  readonly statusCode: number;
  readonly code?: unknown;
  readonly expose?: unknown;
}

/**
 * Returns Fastify's own errors, and those that Nest's Express adapter keeps as the cause of an exception with the same
 * status. Any other error with a `statusCode` comes from application code, such as an HTTP client, and is not trusted.
 */
function libraryError(thrown: unknown): LibraryError | undefined {
  if (thrown instanceof HttpException) {
    const { cause } = thrown;
    if (!isStatusError(cause) || cause.statusCode !== thrown.getStatus()) return undefined;
    // Errors of http-errors have `expose`; Express throws a URIError itself.
    const isExpressError = typeof cause.expose === 'boolean' || cause instanceof URIError;
    return isExpressError || isFastifyError(cause) ? cause : undefined;
  }
  return isStatusError(thrown) && isFastifyError(thrown) ? thrown : undefined;
}

/** Node sets ECONNRESET when the client aborts an upload. */
function isFastifyError({ code, statusCode }: LibraryError): boolean {
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

/** The message of the exception; Nest's default pipes pass a list. */
function messageOf(exception: HttpException): string | undefined {
  const response = exception.getResponse();
  const message = typeof response === 'object' && 'message' in response ? response.message : response;
  if (Array.isArray(message)) return message.join('; ');
  return typeof message === 'string' ? message : undefined;
}
