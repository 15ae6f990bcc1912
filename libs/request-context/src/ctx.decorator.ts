import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { rawRequest } from '@system-management/envelope';
import { contextOf } from './context-reader.js';
import type { RequestContext } from './request-context.js';

/**
 * Injects the {@link RequestContext} into a handler: `issue(@Body() body: IssueRequest, @Ctx() context:
 * RequestContext)`.
 * @throws {Error} if `TenantGuard` did not run before
 */
export const Ctx = createParamDecorator((_: unknown, execution: ExecutionContext): RequestContext => {
  const context = contextOf(rawRequest(execution.switchToHttp().getRequest<IncomingMessage>()));
  if (context) return context;
  throw new Error('No request context: import RequestContextModule, or use UseSystemPipeline() here');
});
