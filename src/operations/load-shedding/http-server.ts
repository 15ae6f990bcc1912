import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';

/** Decides whether a request is begun, before the framework has it. */
export class AdmissionControl {
  /** @returns false once the request is answered */
  tryAdmit: (request: IncomingMessage, response: ServerResponse) => boolean = () => true;
}

/** Milliseconds, as `node:http` names them. */
const TIMES = {
  // Longer than balancers keep a connection that is idle: they close it, not we while a request is on its way.
  keepAliveTimeout: 72_000,
  // 4 KiB need no longer; slow clients hold nothing.
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};

/** The server for Fastify's `serverFactory`. */
export function createHttpServer(serve: RequestListener, admission: AdmissionControl): Server {
  // Node would answer a missing Host itself, without an envelope; nothing is taken from Host.
  const server = createServer({ ...TIMES, requireHostHeader: false }, (request, response) => {
    if (admission.tryAdmit(request, response)) serve(request, response);
  });
  // An unknown expectation may be ignored (RFC 9110 §10.1.1); Node's own 417 would have no envelope.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return server;
}
