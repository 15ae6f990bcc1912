import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { rawRequest } from '@system-management/envelope';
import { ContextReader } from './context-reader.js';
import { SKIP_TENANT } from './skip-tenant.js';

/**
 * Reads the context of a request, which later guards, the handler and the filter find by its raw request.
 * Refuses a tenant that does not exist with 100006, unless the route has `@SkipTenant()`.
 */
@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    @Inject(ContextReader) private readonly reader: ContextReader,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (execution.getType() !== 'http') return true;
    const request = rawRequest(execution.switchToHttp().getRequest<IncomingMessage>());
    const refusal = this.reader.validateTenant(await this.reader.read(request));
    if (!refusal) return true;
    const isSkipped = this.reflector.getAllAndOverride<boolean | undefined>(SKIP_TENANT, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (isSkipped) return true;
    throw refusal;
  }
}
