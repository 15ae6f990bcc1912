import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { ParameterError } from '@system-management/envelope';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { contextOf, REQUEST_CONTEXT_OPTIONS, type RequestContextOptions } from './context-reader.js';

/** Applies the tenant header: a request for a tenant that does not exist stops here. */
@Injectable()
export class RequestContextInterceptor implements NestInterceptor {
  constructor(@Inject(REQUEST_CONTEXT_OPTIONS) private readonly options: RequestContextOptions) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { raw, url } = execution.switchToHttp().getRequest<FastifyRequest>();
    const context = contextOf(raw);
    // Pages, keys and metrics belong to no tenant, whatever a gateway forwards.
    if (context && url.startsWith('/api/') && !this.options.findTenant(context.tenant)) {
      throw new ParameterError([{ field: context.tenantHeader, rule: 'isTenant' }]);
    }
    return next.handle();
  }
}
