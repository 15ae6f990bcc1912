import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';

/**
 * Decides for each request whether {@link createHttpServer} passes it to Fastify. Admits all of them until
 * `LoadSheddingAdmission` replaces `tryAdmit`.
 */
export class AdmissionControl {
  /** @returns `false` when it has sent a response itself */
  tryAdmit: (request: IncomingMessage, response: ServerResponse) => boolean = () => true;
}

/** Milliseconds, as `node:http` names them. */
const TIMEOUTS = {
  // Enough for a body of 4 KiB, and a slow client cannot hold a connection.
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};

/** Creates the server for Fastify's `serverFactory`. */
export function createHttpServer(serve: RequestListener, admission: AdmissionControl): Server {
  // Otherwise Node answers a missing Host itself, without an envelope. Only the outbox reads Host; it refuses a missing one.
  const server = createServer({ ...TIMEOUTS, requireHostHeader: false }, (request, response) => {
    if (admission.tryAdmit(request, response)) serve(request, response);
  });
  // A server may ignore an unknown expectation (RFC 9110 §10.1.1); Node's own 417 would have no envelope.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return server;
}
