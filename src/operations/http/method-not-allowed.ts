import { AppError, CommonErrors } from '@system-management/envelope';
import type { FastifyInstance, FastifyReply, RouteOptions } from 'fastify';

/**
 * Makes a known path with a wrong method a 405 with `Allow` (RFC 9110 §15.5.6), where Fastify would say 404. Call it
 * before the routes are registered; call what it returns after the last one, before the server listens.
 */
export function methodNotAllowed(fastify: FastifyInstance): () => void {
  const allowed = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url: path, method }: RouteOptions) => {
    if (path.includes('*')) return;
    // `/docs` and `/docs/` are one route to a router that ignores trailing slashes.
    const url = path.replace(/(?<=.)\/$/, '');
    const methods = allowed.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    allowed.set(url, methods);
  });
  return () => {
    for (const [url, methods] of [...allowed]) {
      // OPTIONS is CORS' business.
      const wrong = fastify.supportedMethods.filter((method) => method !== 'OPTIONS' && !methods.has(method));
      if (wrong.length === 0) continue;
      const allow = [...methods, 'OPTIONS'].sort().join(', ');
      const refuse = async (_request: unknown, reply: FastifyReply): Promise<void> => {
        reply.header('Allow', allow);
        throw new AppError(CommonErrors.Method);
      };
      // Refused in onRequest, so that a body is neither read nor judged first.
      fastify.route({ method: wrong, url, onRequest: refuse, handler: refuse });
    }
  };
}
