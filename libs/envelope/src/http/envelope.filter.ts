import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { setHeaders } from './answer-headers.js';
import { type AppError, ParameterError } from '../errors/app-error.js';
import { ENVELOPE_OPTIONS, type EnvelopeOptions } from '../envelope.options.js';
import { rawRequest } from './raw-request.js';
import { toAppError } from '../errors/to-app-error.js';

/** What every failure looks like to a caller; `data` is absent where the row has none. */
export interface FailureBody {
  readonly code: number;
  readonly msg: string;
  readonly data?: object;
}

/** Fastify's reply wraps Node's response as `raw`; Express' is one. */
type AnyResponse = ServerResponse | (Pick<ServerResponse, 'removeHeader'> & { readonly raw: ServerResponse });

/** What a handler may have set for an answer that it then did not give. */
const OF_SUCCESS = ['Content-Disposition', 'Content-Encoding', 'Content-Length', 'ETag', 'Last-Modified'];

/**
 * Answers every failure from any depth: a thrown row, a refused body, a guard's 401, a missing route, a bug. It reads
 * nothing an interceptor has set, because interceptors do not run for half of these.
 */
@Catch()
export class EnvelopeFilter implements ExceptionFilter {
  constructor(
    @Inject(ENVELOPE_OPTIONS) private readonly options: EnvelopeOptions,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.adapterHost;
    const http = host.switchToHttp();
    const response = http.getResponse<AnyResponse>();
    const request = http.getRequest<IncomingMessage>();
    const raw = rawRequest(request);
    const failure = toAppError(thrown, {
      routeMissing: `Cannot ${httpAdapter.getRequestMethod(request)} ${httpAdapter.getRequestUrl(request)}`,
      retryAfter: Number(httpAdapter.getHeader(response, 'Retry-After')) || 1,
    });
    this.report(failure, thrown, raw);
    if (httpAdapter.isHeadersSent(response)) return breakOff(response);

    for (const name of OF_SUCCESS) response.removeHeader(name);
    const body = this.body(failure, this.options.languageOf(raw));
    const retryAfter = retryAfterOf(body.data);
    const headers = {
      ...this.options.headersFor?.(raw),
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      'Content-Type': 'application/json; charset=utf-8',
    };
    setHeaders(httpAdapter, response, headers, { keeps: false });
    httpAdapter.reply(response, body, this.statusOf(failure));
  }

  /** The failure in one language. */
  body(failure: AppError, language: string): FailureBody {
    const { errorText, fieldErrorText: fieldErrorText } = this.options;
    const data =
      failure instanceof ParameterError
        ? {
            errors: failure.fieldErrors.map((problem) => ({
              field: problem.field,
              rule: problem.rule,
              message: fieldErrorText(problem, language),
            })),
          }
        : failure.data;
    const { code, name, texts } = failure.definition;
    return { code, msg: texts?.[language] ?? errorText(name, language), ...(data && { data }) };
  }

  /** The HTTP status that callers are given for it. */
  statusOf(failure: AppError): number {
    const { errorStatus } = this.options;
    return errorStatus === 'semantic' ? failure.getStatus() : Number(errorStatus);
  }

  private report(failure: AppError, thrown: unknown, request: IncomingMessage): void {
    const status = failure.getStatus();
    if (status > 500) this.options.onServiceError?.(failure, request);
    else if (status === 500) this.options.onUnexpectedError(thrown, request);
  }
}

/** Where half of an answer is out: an orderly end would tell the caller that it is whole. */
function breakOff(response: AnyResponse): void {
  const raw = 'raw' in response ? response.raw : response;
  if (!raw.writableEnded) raw.destroy();
}

function retryAfterOf(data: object | undefined): number | undefined {
  return data && 'retryAfter' in data && typeof data.retryAfter === 'number' ? data.retryAfter : undefined;
}
