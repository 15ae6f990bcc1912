import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import {
  AppError,
  CommonErrors,
  type EnvelopeFilter,
  type FailureBody,
  ParameterError,
} from '@system-management/envelope';

declare module 'fastify' {
  interface FastifyInstance {
    /** Renders failures for which there is no request, so that Nest's filters do not run. */
    readonly envelope: EnvelopeFilter;
  }
}

/**
 * Answers what Node's HTTP parser rejects before Fastify has a request: header overflow (RFC 6585 §5), malformed
 * HTTP, and timeouts. There are no parsed headers to negotiate a language from, so `render` chooses it.
 *
 * @param error Node's `clientError` (https://nodejs.org/api/http.html#event-clienterror)
 */
export function handleClientError(
  error: Error & { code?: string },
  socket: Socket,
  render: (failure: AppError) => FailureBody,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const failure =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new AppError(CommonErrors.OutRange, undefined, { status: 431 })
      : new ParameterError([{ field: 'request', rule: 'isHttp' }], {
          // A client that was too slow may repeat the request (RFC 9110 §15.5.9).
          status: error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400,
        });
  const body = JSON.stringify(render(failure));
  socket.end(
    [
      `HTTP/1.1 ${failure.getStatus()} ${STATUS_CODES[failure.getStatus()]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
