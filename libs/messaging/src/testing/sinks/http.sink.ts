import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface HttpSink {
  port: number;
  received: ReceivedRequest[];
  /** Number of connections so far. */
  opened(): number;
  stop: () => Promise<void>;
}

/**
 * An HTTP server on an ephemeral loopback port.
 * @param respond called when a request was read. @default 204
 * @param tls enables TLS
 */
export async function startHttpSink(
  respond: (response: ServerResponse, request: ReceivedRequest) => void = (response) =>
    response.writeHead(204).end(),
  tls?: { key: string; cert: string },
): Promise<HttpSink> {
  const received: ReceivedRequest[] = [];
  const listener: http.RequestListener = (request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const complete = { method, url, headers, body };
      received.push(complete);
      respond(response, complete);
    });
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  let opened = 0;
  server.on('connection', () => (opened += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received,
    opened: () => opened,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
