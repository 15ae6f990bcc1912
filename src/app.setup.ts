import type { Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  answerBrokenHttp,
  answerWrongMethods,
  AppError,
  CommonErrors,
  EnvelopeFilter,
} from '@system-management/envelope';
import { CONTEXT_HEADERS, type ContextHeader, ContextReader } from '@system-management/request-context';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { SETTINGS, type Settings } from './app.config.js';
import { FALLBACK_LANGUAGE } from './languages/index.js';
import { LOGGER, NestLogger } from './operations/logger.js';
import { logRequests } from './operations/request-log.js';
import { serveCaptchaField } from './pages/playground/serve-captcha-field.js';
import { setUpPages } from './pages/set-up-pages.js';

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
export const NEST_OPTIONS = { bodyParser: false, bufferLogs: true, abortOnError: false } as const;

/** The HTTP server. What it refuses before Nest has a request is answered in the envelope, too. */
export function createAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // Fastify's own 503 would be no envelope; see the hook in setUp().
    return503OnClosing: false,
    // Nobody needs longer to send 4 KiB; slow clients hold nothing.
    // Node would answer a missing Host by itself, without an envelope; nothing is taken from Host anyway.
    http: {
      headersTimeout: 5_000,
      requestTimeout: 10_000,
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
  const fastify = app.getHttpAdapter().getInstance();

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
  let isClosing = false;
  fastify.addHook('preClose', async () => void (isClosing = true));
  fastify.addHook('onRequest', greet);
  fastify.addHook('onRequest', async () => {
    if (isClosing) throw new AppError(CommonErrors.Server, { retryAfter: 1 });
  });
  fastify.removeContentTypeParser('text/plain');
  logRequests(fastify, logger);
  // An expectation nobody knows may be ignored (RFC 9110 §10.1.1); Node's own 417 would be no envelope.
  fastify.server.on('checkExpectation', (request, response) =>
    fastify.server.emit('request', request, response),
  );

  const sealRoutes = answerWrongMethods(fastify);
  if (settings.docs) await setUpPages(app);
  await app.init();
  await serveCaptchaField(fastify);
  sealRoutes();
  return app;
}

function corsOptions({ corsOrigins }: Settings) {
  const ours = Object.values<ContextHeader>(CONTEXT_HEADERS).flatMap(({ name, alias }) =>
    alias ? [name, alias] : [name],
  );
  return {
    origin: corsOrigins,
    methods: ['GET', 'POST', 'OPTIONS'],
    allowedHeaders: [...ours, 'Content-Type', 'Authorization', 'X-Request-Id', 'iThings-guid', 'device-id'],
    exposedHeaders: ['X-Request-Id', 'Retry-After', 'Content-Language'],
    // An OPTIONS that is no preflight is nobody's mistake.
    strictPreflight: false,
  };
}
