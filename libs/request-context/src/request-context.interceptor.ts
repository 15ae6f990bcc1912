import type { IncomingMessage } from 'node:http';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { rawRequest, setHeaders } from '@system-management/envelope';
import type { Observable } from 'rxjs';
import { ContextReader } from './context-reader.js';

/**
 * Sets `X-Request-Id`, `Content-Language`, `Vary`, `Cache-Control: no-store` and `X-Content-Type-Options` on the
 * response. Headers set by `@Header()` win. `EnvelopeFilter` sets the same headers on failures, because interceptors do
 * not run for missing routes and guards that refuse.
 */
@Injectable()
export class RequestContextInterceptor implements NestInterceptor {
  constructor(
    @Inject(ContextReader) private readonly reader: ContextReader,
    @Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost,
  ) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (execution.getType() !== 'http') return next.handle();
    const http = execution.switchToHttp();
    const headers = this.reader.headersFor(rawRequest(http.getRequest<IncomingMessage>()));
    setHeaders(this.adapterHost.httpAdapter, http.getResponse(), headers, { keeps: true });
    return next.handle();
  }
}
