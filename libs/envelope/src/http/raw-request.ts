import type { IncomingMessage } from 'node:http';

/** Node's own request: Fastify's wraps it as `raw`, Express' is one. What is remembered of a request hangs on it. */
export function rawRequest(request: IncomingMessage | { readonly raw: IncomingMessage }): IncomingMessage {
  return 'raw' in request ? request.raw : request;
}
