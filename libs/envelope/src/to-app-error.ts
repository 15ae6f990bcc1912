import { HttpException } from '@nestjs/common';
import { AppError, ParameterError, type Problem } from './app-error.js';
import { CommonErrors } from './common.errors.js';
import type { ErrorRow } from './error-row.js';

const ROW_OF_STATUS: Readonly<Record<number, ErrorRow>> = {
  401: CommonErrors.NotLogin,
  403: CommonErrors.Permissions,
  404: CommonErrors.NotFound,
  405: CommonErrors.Method,
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
  FST_ERR_CTP_EMPTY_JSON_BODY: { field: 'body', rule: 'isJsonObject' },
};
/** Seconds, where whoever refused did not say when to come back. */
const SOON = 1;
const MALFORMED_BODY: Problem = { field: 'body', rule: 'isJsonObject' };

/**
 * Any thrown thing as a row of the contract. A framework's own error is recognised by its HTTP status alone, because
 * its words never leave the process; everything unknown is {@link CommonErrors.System}.
 */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const status = statusOf(thrown);
  const row = ROW_OF_STATUS[status];
  if (row) {
    const data = 'retryAfter' in (row.data ?? {}) ? { retryAfter: SOON } : undefined;
    return new AppError(row, data, { status, cause: thrown });
  }
  if (status >= 400 && status < 500) {
    return new ParameterError([PROBLEM_OF_CODE[codeOf(thrown)] ?? MALFORMED_BODY], { cause: thrown });
  }
  return new AppError(CommonErrors.System, undefined, { cause: thrown });
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  // Fastify marks its own errors with statusCode; anything else that carries one is somebody's bug.
  return thrown instanceof Error && codeOf(thrown).startsWith('FST_') && 'statusCode' in thrown
    ? Number(thrown.statusCode)
    : 500;
}

function codeOf(thrown: unknown): string {
  const source = thrown instanceof HttpException ? thrown.cause : thrown;
  return source instanceof Error && 'code' in source && typeof source.code === 'string' ? source.code : '';
}
