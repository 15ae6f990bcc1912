import { AppError, CommonErrors } from '@system-management/envelope';
import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify';

/**
 * Answers a known path with a wrong method by 405 and `Allow` (RFC 9110 §15.5.6), where Fastify would answer 404.
 * Records every route that is registered after this call.
 *
 * @returns registers the 405 routes; call it after the last route and before the server listens
 */
export function methodNotAllowed(fastify: FastifyInstance): () => void {
  const methodsByUrl = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url: path, method }: RouteOptions) => {
    if (path.includes('*')) return;
    // With `ignoreTrailingSlash`, `/docs` and `/docs/` are one route.
    const url = path.replace(/(?<=.)\/$/, '');
    const methods = methodsByUrl.get(url) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsByUrl.set(url, methods);
  });
  return () => {
    for (const [url, methods] of [...methodsByUrl]) {
      // @fastify/cors answers OPTIONS.
      const notAllowed = fastify.supportedMethods.filter(
        (method) => method !== 'OPTIONS' && !methods.has(method),
      );
      if (notAllowed.length === 0) continue;
      const allow = [...methods, 'OPTIONS'].sort().join(', ');
      const refuse = async (_request: unknown, reply: FastifyReply): Promise<void> => {
        reply.header('Allow', allow);
        throw new AppError(CommonErrors.Method);
      };
      // In onRequest: Fastify must not read or parse the body first.
      fastify.route({ method: notAllowed, url, onRequest: refuse, handler: refuse });
    }
  };
}
