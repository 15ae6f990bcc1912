import { contextOf } from '@system-management/request-context';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** One line per request: never a body, a query, a header or an address, so that no code or recipient can be in it. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', async (request, reply) => {
    logger.info(
      {
        requestId: contextOf(request.raw)?.requestId,
        method: request.method,
        // The route, not the path: a path can hold anything.
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
  });
}
