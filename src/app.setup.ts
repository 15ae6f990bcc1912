import type { Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  answerBrokenHttp,
  answerWrongMethods,
  AppError,
  CommonErrors,
  EnvelopeAdapter,
  EnvelopeFilter,
} from '@system-management/envelope';
import { ContextReader } from '@system-management/request-context';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { SETTINGS, type Settings } from './app.config.js';
import { corsOptions } from './cors.js';
import { FALLBACK_LANGUAGE } from './languages/index.js';
import { LOGGER, NestLogger } from './operations/logger.js';
import { METRICS } from './operations/metrics.js';
import { OverloadGate } from './operations/overload-gate.js';
import { logRequests } from './operations/request-log.js';
import { measureRequests } from './operations/request-metrics.js';
import { shedRequests } from './operations/shed-requests.js';
import { Shutdown } from './operations/shutdown.js';
import { TRACER, type Tracer } from './operations/tracer.js';
import { serveCaptchaField } from './pages/serve-captcha-field.js';
import { setUpPages } from './pages/set-up-pages.js';
import { TenantRegistry } from './tenants/tenant.registry.js';
import { warnOfTestRecipients } from './user/captcha/warn-of-test-recipients.js';

/** Reads a request's context and sets the headers that every answer carries. */
type Greet = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers what fails before Nest is asked; see {@link createAdapter}. */
    early: {
      readonly envelope: EnvelopeFilter;
      readonly greet: Greet;
    };
  }
}

/** Bytes of a request body: every request of ours is far smaller. */
const BODY_LIMIT = 4096;

/** Options for Nest itself: Fastify's JSON parser stays the only body parser, so that other types are a 415. */
export const NEST_OPTIONS = {
  bodyParser: false,
  abortOnError: false,
  // Until setUp() gives Nest the log: why a start fails is told once, by whoever started.
  logger: false,
} as const;

/** The HTTP server. What it refuses before Nest has a request is answered in the envelope, too. */
export function createAdapter(): EnvelopeAdapter {
  return new EnvelopeAdapter({
    bodyLimit: BODY_LIMIT,
    // Fastify's own 503 would be no envelope; see the hook in setUp().
    return503OnClosing: false,
    // Nobody needs longer to send 4 KiB; slow clients hold nothing. Fastify sets this one itself, whatever `http` says.
    requestTimeout: 10_000,
    // Node would answer a missing Host by itself, without an envelope; nothing is taken from Host anyway.
    http: {
      headersTimeout: 5_000,
      requireHostHeader: false,
      connectionsCheckingInterval: 1_000,
    },
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
      const { envelope, greet } = request.server.early;
      void greet(request, reply).then(() => envelope.answer(error, request, reply));
    },
    clientErrorHandler(this: FastifyInstance, error: Error, socket: Socket) {
      answerBrokenHttp(error, socket, (failure) => this.early.envelope.body(failure, FALLBACK_LANGUAGE));
    },
  });
}

/** Makes an application of the modules; `main.ts` and every end-to-end test come through here. */
export async function setUp(app: NestFastifyApplication): Promise<NestFastifyApplication> {
  const settings = app.get<Settings>(SETTINGS);
  const logger = app.get<Logger>(LOGGER);
  const reader = app.get(ContextReader);
  const adapter = app.getHttpAdapter() as unknown as EnvelopeAdapter;
  adapter.successCode = settings.successCode;
  const fastify = adapter.getInstance();

  app.useLogger(new NestLogger(logger));
  app.enableShutdownHooks();
  app.enableCors(corsOptions(settings));

  const greet: Greet = async (request, reply) => {
    const { requestId, language } = await reader.read(request.raw);
    reply.headers({
      'X-Request-Id': requestId,
      'Content-Language': language,
      Vary: [reply.getHeader('Vary'), 'Accept-Language'].filter(Boolean).join(', '),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
  };
  fastify.decorate('early', { envelope: app.get(EnvelopeFilter), greet });
  const shutdown = app.get(Shutdown);
  let isClosing = false;
  fastify.addHook('preClose', async () => void (isClosing = true));
  fastify.addHook('onRequest', greet);
  fastify.addHook('onRequest', (request, reply, done) => {
    // Who keeps connections open must open the next one elsewhere.
    if (shutdown.isUnderWay) {
      if (isOfApi(request)) shutdown.noteRequest();
      reply.header('Connection', 'close');
    }
    done(isClosing ? new AppError(CommonErrors.Server, { retryAfter: 1 }) : undefined);
  });
  fastify.addHook('preHandler', (request, _reply, done) => {
    // Pages, keys and metrics belong to no tenant, whatever a gateway forwards; nor does what is not there.
    done(isOfApi(request) ? reader.refusalOf(request.raw) : undefined);
  });
  fastify.removeContentTypeParser('text/plain');
  app.get<Tracer>(TRACER).follow(fastify);
  const tenants = app.get(TenantRegistry);
  if (settings.production) warnOfTestRecipients(tenants.all(), logger);
  logRequests(fastify, logger, (code) => tenants.find(code) !== undefined);
  measureRequests(fastify, app.get<Registry>(METRICS));
  shedRequests(fastify.server, {
    gate: app.get(OverloadGate),
    envelope: app.get(EnvelopeFilter),
    reader,
    settings,
  });
  // An expectation nobody knows may be ignored (RFC 9110 §10.1.1); Node's own 417 would be no envelope.
  fastify.server.on('checkExpectation', (request, response) =>
    fastify.server.emit('request', request, response),
  );

  const sealRoutes = answerWrongMethods(fastify);
  await setUpPages(app, settings);
  await app.init();
  await serveCaptchaField(fastify);
  sealRoutes();
  return app;
}

/** By the route: the path may spell it otherwise (`/%61pi/…`), and the router decodes it. */
function isOfApi(request: FastifyRequest): boolean {
  return request.routeOptions.url?.startsWith('/api/') ?? false;
}
