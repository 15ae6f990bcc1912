import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { setHeaders } from './response-headers.js';
import { type AppError, ParameterError } from '../errors/app-error.js';
import { ENVELOPE_OPTIONS, type EnvelopeOptions } from '../envelope.options.js';
import { rawRequest } from './raw-request.js';
import { toAppError } from '../errors/to-app-error.js';

/** Body of every failure. */
export interface FailureBody {
  readonly code: number;
  readonly msg: string;
  /** Absent if the exception carries none. */
  readonly data?: object;
}

/** Fastify's reply wraps Node's response as `raw`; Express' response extends it. */
type AnyResponse = ServerResponse | (Pick<ServerResponse, 'removeHeader'> & { readonly raw: ServerResponse });

/** Headers that a handler may have set for the success response before it threw. */
const SUCCESS_HEADERS = [
  'Content-Disposition',
  'Content-Encoding',
  'Content-Length',
  'ETag',
  'Last-Modified',
];

/**
 * Sends every exception as an envelope: an {@link AppError}, a validation error, a guard's 401, a missing route, a bug.
 * It depends on nothing an interceptor sets, because interceptors do not run for missing routes and guards that refuse.
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
    if (httpAdapter.isHeadersSent(response)) return abortConnection(response);

    for (const name of SUCCESS_HEADERS) response.removeHeader(name);
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

  /** The body of a failure in one language. */
  body(failure: AppError, language: string): FailureBody {
    const { fieldErrorText } = this.options;
    const data =
      failure instanceof ParameterError
        ? {
            errors: failure.fieldErrors.map((fieldError) => ({
              field: fieldError.field,
              rule: fieldError.rule,
              message: fieldErrorText(fieldError, language),
            })),
          }
        : failure.data;
    return { code: failure.definition.code, msg: this.msg(failure, language), ...(data && { data }) };
  }

  /** The HTTP status of a failure, after `errorStatus` is applied. */
  statusOf(failure: AppError): number {
    const { errorStatus } = this.options;
    return errorStatus === 'semantic' ? failure.getStatus() : Number(errorStatus);
  }

  private msg(failure: AppError, language: string): string {
    const { errorText, parameterText } = this.options;
    const { name, texts } = failure.definition;
    const [fieldError] = failure instanceof ParameterError ? failure.fieldErrors : [];
    if (fieldError) return parameterText(fieldError, language);
    return texts?.[language] ?? errorText(name, language, failure.data);
  }

  private report(failure: AppError, thrown: unknown, request: IncomingMessage): void {
    const status = failure.getStatus();
    if (status > 500) this.options.onServiceError?.(failure, request);
    else if (status === 500) this.options.onUnexpectedError(thrown, request);
  }
}

/** Destroys the socket when part of the body is sent: a regular end would mark the truncated body as complete. */
function abortConnection(response: AnyResponse): void {
  const raw = 'raw' in response ? response.raw : response;
  if (!raw.writableEnded) raw.destroy();
}

function retryAfterOf(data: object | undefined): number | undefined {
  return data && 'retryAfter' in data && typeof data.retryAfter === 'number' ? data.retryAfter : undefined;
}
