import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { EnvelopeFilter } from '@system-management/envelope';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ServerConfig, serverConfig } from './config/server.config.js';
import { corsOptions } from './operations/http/cors.js';
import { FALLBACK_LANGUAGE } from './languages/index.js';
import { createHttpServer, AdmissionControl } from './operations/load-shedding/http-server.js';
import { LOGGER, NestLogger } from './operations/logging/logger.js';
import { handleClientError } from './operations/http/handle-client-error.js';
import { methodNotAllowed } from './operations/http/method-not-allowed.js';
import { ANSWER_BODY_LIMIT, parseJsonBodies } from './operations/http/parse-json-bodies.js';
import { parseFormBodies } from './operations/http/parse-form-bodies.js';
import { batchRequests } from './operations/http/batch-requests.js';
import { refuseEncodedBodies } from './operations/http/refuse-encoded-bodies.js';
import { isMadeByProgram, SITEVERIFY_PATHS } from './user/index.js';
import { setUpPages } from './pages/set-up-pages.js';

/**
 * Fastify parses JSON, and forms where they are accepted, so that other types are a 415. `main.ts` reports a failed start, so
 * Nest must not.
 */
export const NEST_OPTIONS = { bodyParser: false, abortOnError: false, logger: false } as const;

/**
 * Creates the adapter. Nest's filters also render the errors that Fastify and Node raise before Nest has a request.
 */
export function createAdapter(): FastifyAdapter {
  const admission = new AdmissionControl();
  const adapter = new FastifyAdapter({
    bodyLimit: ANSWER_BODY_LIMIT,
    // Fastify's own 503 would have no envelope; `Shutdown` responds instead.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    serverFactory: (serve: RequestListener) => createHttpServer(serve, admission),
    frameworkErrors(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
      request.server.errorHandler(error, request, reply);
    },
    clientErrorHandler(this: FastifyInstance, error: Error, socket: Socket) {
      handleClientError(error, socket, (failure) => this.envelope.body(failure, FALLBACK_LANGUAGE));
    },
  });
  adapter.getInstance().decorate('admission', admission).removeContentTypeParser('text/plain');
  return adapter;
}

/** Configures and initializes the application; used by `main.ts` and every end-to-end test. */
export async function setUp(app: NestFastifyApplication): Promise<NestFastifyApplication> {
  const fastify = app.getHttpAdapter().getInstance();
  const server = app.get<ServerConfig>(serverConfig.KEY);
  // Longer than the idle timeout of the balancer: if the server closed first, a request could be in flight.
  app.getHttpServer().keepAliveTimeout = server.keepAlive * 1000;
  app.useLogger(new NestLogger(app.get(LOGGER)));
  app.enableShutdownHooks();
  app.enableCors(corsOptions(server));
  fastify.decorate('envelope', app.get<EnvelopeFilter>(EnvelopeFilter));
  batchRequests(fastify);
  refuseEncodedBodies(fastify);
  parseJsonBodies(fastify, isMadeByProgram);
  parseFormBodies(fastify, SITEVERIFY_PATHS);
  const registerMethodNotAllowed = methodNotAllowed(fastify);
  await setUpPages(app);
  await app.init();
  registerMethodNotAllowed();
  return app;
}
