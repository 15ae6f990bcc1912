import { Readable } from 'node:stream';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { ENVELOPE_OPTIONS, type EnvelopeOptions } from '../envelope.options.js';
import { SKIP_ENVELOPE } from './skip-envelope.js';

/** Body of every success. */
export interface SuccessBody {
  readonly code: number;
  readonly msg: 'success';
  /** `null` if the handler returns nothing. */
  readonly data: unknown;
}

/**
 * Wraps what a handler returns as `{code, msg: "success", data}`. Not wrapped: a `StreamableFile`, a stream, bytes (on
 * Fastify; Nest's Express adapter sends bytes as JSON), a response with a `Content-Type` other than JSON (set by
 * `@Header()` or `@Res({ passthrough: true })`), and handlers with `@SkipEnvelope()`. As always in Nest, a handler with
 * `@Res()` alone sends its response itself.
 */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  constructor(
    @Inject(ENVELOPE_OPTIONS) private readonly options: EnvelopeOptions,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const isSkipped = this.reflector.getAllAndOverride<boolean | undefined>(SKIP_ENVELOPE, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (isSkipped || execution.getType() !== 'http') return next.handle();
    const response = execution.switchToHttp().getResponse<unknown>();
    return next
      .handle()
      .pipe(map((data: unknown) => (this.isUnwrapped(data, response) ? data : this.wrap(data))));
  }

  private wrap(data: unknown): SuccessBody {
    return { code: this.options.successCode, msg: 'success', data: data ?? null };
  }

  private isUnwrapped(data: unknown, response: unknown): boolean {
    if (data instanceof StreamableFile || data instanceof Readable || data instanceof Uint8Array) return true;
    const type = this.adapterHost.httpAdapter.getHeader(response, 'Content-Type') as string | undefined;
    return type !== undefined && !/^application\/(.*\+)?json\b/i.test(type);
  }
}
