import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { rawRequest } from '@system-management/envelope';
import { ContextReader } from './context-reader.js';
import { SKIP_TENANT } from './skip-tenant.js';

/**
 * Reads the context of a request and caches it for later guards, the handler and the filter.
 * @throws {ParameterError} 100006 if the tenant does not exist and the route has no `@SkipTenant()`
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
    const error = this.reader.validateTenant(await this.reader.read(request));
    if (!error) return true;
    const isSkipped = this.reflector.getAllAndOverride<boolean | undefined>(SKIP_TENANT, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (isSkipped) return true;
    throw error;
  }
}
