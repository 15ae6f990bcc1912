import type { IncomingMessage } from 'node:http';

/** Node's own request, the key of everything cached per request. Fastify wraps it as `raw`; Express extends it. */
export function rawRequest(request: IncomingMessage | { readonly raw: IncomingMessage }): IncomingMessage {
  return 'raw' in request ? request.raw : request;
}
