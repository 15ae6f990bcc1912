import type { IncomingMessage } from 'node:http';

/** Whether a request has a body: a length other than 0, or chunks. */
export function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Whether a request has a body with a `Content-Encoding` (RFC 9110 §8.4). `identity` and an empty list are none. The
 * names are case-insensitive.
 */
export function hasEncodedBody(request: Pick<IncomingMessage, 'headers'>): boolean {
  const codings = (request.headers['content-encoding'] ?? '').split(',').map((coding) => coding.trim());
  return hasBody(request) && codings.some((coding) => coding !== '' && coding.toLowerCase() !== 'identity');
}
