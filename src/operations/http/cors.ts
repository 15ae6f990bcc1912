import { CONTEXT_HEADERS, type ContextHeader } from '@system-management/request-context';
import type { ServerConfig } from '../../config/server.config.js';

/** Response headers that scripts of other origins may read. */
export const EXPOSED_HEADERS = ['X-Request-Id', 'Retry-After', 'Content-Language'];

/** Options of `@fastify/cors`. */
export function corsOptions({ corsOrigins }: Pick<ServerConfig, 'corsOrigins'>) {
  const contextHeaders = Object.values<ContextHeader>(CONTEXT_HEADERS).flatMap(({ name, alias }) =>
    alias ? [name, alias] : [name],
  );
  return {
    origin: corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    allowedHeaders: [
      ...contextHeaders,
      'Content-Type',
      'Authorization',
      'X-Request-Id',
      'iThings-guid',
      'device-id',
    ],
    exposedHeaders: EXPOSED_HEADERS,
    // Otherwise an OPTIONS request that is not a preflight is a 400.
    strictPreflight: false,
  };
}
