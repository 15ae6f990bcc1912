import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AppError, ParameterError } from './app-error.js';
import { ENVELOPE_OPTIONS, type EnvelopeOptions } from './envelope.options.js';
import { toAppError } from './to-app-error.js';

/** What every failure looks like to a caller; `data` is absent where the row has none. */
export interface FailureBody {
  readonly code: number;
  readonly msg: string;
  readonly data?: object;
}

/**
 * Answers every failure from any depth: a thrown row, a refused body, a guard's 401, a missing route, a bug. It reads
 * nothing an interceptor has set, because interceptors do not run for half of these.
 */
@Catch()
export class EnvelopeFilter implements ExceptionFilter {
  constructor(@Inject(ENVELOPE_OPTIONS) private readonly options: EnvelopeOptions) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** The same answer for failures that happen before Nest is asked, such as a URL that cannot be decoded. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = toAppError(thrown);
    if (failure.status === 500) this.options.onBug(thrown, request.raw);
    else if (failure.status > 500) this.options.onOutage?.(failure, request.raw);
    const body = this.body(failure, this.options.languageOf(request.raw));
    const retryAfter = retryAfterOf(body.data);
    if (retryAfter !== undefined) reply.header('Retry-After', retryAfter);
    // A handler that failed half-way may have set its own type.
    reply.status(this.status(failure, request)).type('application/json; charset=utf-8').send(body);
  }

  /** The failure in one language. */
  body(failure: AppError, language: string): FailureBody {
    const { errorText, problemText } = this.options;
    const data =
      failure instanceof ParameterError
        ? {
            errors: failure.problems.map((problem) => ({
              field: problem.field,
              rule: problem.rule,
              message: problemText(problem, language),
            })),
          }
        : failure.data;
    const { code, name, texts } = failure.row;
    return { code, msg: texts?.[language] ?? errorText(name, language), ...(data && { data }) };
  }

  private status(failure: AppError, request: FastifyRequest): number {
    // The route's own path, because the caller's may be spelled otherwise (`/%61pi/…`); where there is none, the caller's.
    const url = request.routeOptions?.url ?? request.url;
    const { errorStatus } = this.options;
    return errorStatus === 'semantic' || !url.startsWith('/api/') ? failure.status : Number(errorStatus);
  }
}

function retryAfterOf(data: object | undefined): number | undefined {
  return data && 'retryAfter' in data && typeof data.retryAfter === 'number' ? data.retryAfter : undefined;
}
