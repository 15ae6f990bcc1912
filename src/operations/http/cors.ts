import { CONTEXT_HEADERS, type ContextHeader } from '@system-management/request-context';
import type { ServerConfig } from '../../config/server.config.js';

/** What scripts of other origins may read of every answer. */
export const EXPOSED_HEADERS = ['X-Request-Id', 'Retry-After', 'Content-Language'];

/** Options of `@fastify/cors`. */
export function corsOptions({ corsOrigins }: Pick<ServerConfig, 'corsOrigins'>) {
  const ours = Object.values<ContextHeader>(CONTEXT_HEADERS).flatMap(({ name, alias }) =>
    alias ? [name, alias] : [name],
  );
  return {
    origin: corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    allowedHeaders: [...ours, 'Content-Type', 'Authorization', 'X-Request-Id', 'iThings-guid', 'device-id'],
    exposedHeaders: EXPOSED_HEADERS,
    // An OPTIONS that is no preflight is no mistake.
    strictPreflight: false,
  };
}
