import { contextOf, type RequestContext } from '@system-management/request-context';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** Whom a request was about, by its context and masked. */
const mentioned = new WeakMap<RequestContext, string>();

/** Has the request's line in the log name a recipient. @param masked never the whole recipient */
export function mention(context: RequestContext, masked: string): void {
  mentioned.set(context, masked);
}

/** Probes and scrapes come every few seconds, forever. */
const QUIET_ROUTES: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * One line per request: never a body, a query, a header or an address, so that no code or recipient can be in it.
 * @param isTenant whether a tenant exists; any other text is the caller's invention and stays out
 */
export function logRequests(
  fastify: FastifyInstance,
  logger: Logger,
  isTenant: (code: string) => boolean,
): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const context = contextOf(request.raw);
    // The route, not the path: a path can hold anything.
    const route = request.routeOptions.url;
    const line = {
      requestId: context?.requestId,
      tenant: context && isTenant(context.tenant) ? context.tenant : undefined,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      recipient: context && mentioned.get(context),
    };
    if (route !== undefined && QUIET_ROUTES.has(route)) logger.debug(line, 'request');
    else logger.info(line, 'request');
    done();
  });
}
