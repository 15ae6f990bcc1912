import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf } from './context-reader.js';

/** Hands a handler its {@link RequestContext}: `issue(@Body() body: IssueRequest, @Ctx() context: RequestContext)`. */
export const Ctx = createParamDecorator((_: unknown, execution: ExecutionContext) => {
  const context = contextOf(execution.switchToHttp().getRequest<FastifyRequest>().raw);
  if (!context)
    throw new Error('No request context: RequestContextModule must be imported by the application module');
  return context;
});
