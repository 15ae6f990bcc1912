import { CONTEXT_HEADERS, type ContextHeader } from '@system-management/request-context';
import type { ServerConfig } from '../../config/server.config.js';

/** Response headers that scripts of other origins may read. */
export const EXPOSED_HEADERS = ['X-Request-Id', 'Retry-After', 'Content-Language'];

/** Request headers that clients of deployed pages and tracing libraries (W3C Trace Context and Baggage) send. */
const CLIENT_HEADERS = [
  'Content-Type',
  'Authorization',
  'X-Request-Id',
  'iThings-guid',
  'device-id',
  'app-id',
  'traceparent',
  'tracestate',
  'baggage',
];

/** Seconds that a browser may reuse a preflight response; Firefox's maximum. Without it they reuse it for 5 seconds. */
const MAX_AGE = 86_400;

/** Options of `@fastify/cors`. */
export function corsOptions({ corsOrigins, corsHeaders }: Pick<ServerConfig, 'corsOrigins' | 'corsHeaders'>) {
  const contextHeaders = Object.values<ContextHeader>(CONTEXT_HEADERS).flatMap(({ name, alias }) =>
    alias ? [name, alias] : [name],
  );
  return {
    origin: corsOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    allowedHeaders: [...contextHeaders, ...CLIENT_HEADERS, ...corsHeaders],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: MAX_AGE,
    // Otherwise an OPTIONS request that is not a preflight is a 400.
    strictPreflight: false,
  };
}
