import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, CommonErrors, EnvelopeFilter } from '@system-management/envelope';
import { ContextReader } from '@system-management/request-context';
import type { FastifyInstance } from 'fastify';
import { type ServerConfig, serverConfig } from '../../config/server.config.js';
import { EXPOSED_HEADERS } from '../http/cors.js';
import type { AdmissionControl } from './http-server.js';
import { LoadShedder } from './load-shedder.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Of the server that the adapter was made with. */
    readonly admission: AdmissionControl;
  }
}

/** Seconds: the gate opens within two once the flood is over. */
const RETRY_AFTER = 2;

const FAILURE = new AppError(CommonErrors.Server, { retryAfter: RETRY_AFTER });

/**
 * Refuses requests in front of the framework: a refusal must cost a fraction of a request, or refusing is itself the
 * overload. What reads is never refused: probes, metrics and pages always come through.
 */
@Injectable()
export class LoadSheddingHook {
  private readonly answers = new Map<string, Answer>();

  constructor(
    @Inject(LoadShedder) private readonly shedder: LoadShedder,
    @Inject(EnvelopeFilter) private readonly envelope: EnvelopeFilter,
    @Inject(ContextReader) private readonly reader: ContextReader,
    @Inject(serverConfig.KEY) private readonly server: ServerConfig,
  ) {}

  instrument(fastify: FastifyInstance): void {
    fastify.admission.tryAdmit = (request, response) => {
      if (isReading(request) || this.shedder.tryAdmit()) return true;
      this.refuse(request, response);
      return false;
    };
  }

  private refuse(request: IncomingMessage, response: ServerResponse): void {
    const { requestId, language } = this.reader.peek(request);
    const { body, headers } = this.answerIn(language);
    const cors = corsHeaders(this.server, request.headers.origin);
    response.writeHead(this.envelope.statusOf(FAILURE), [...headers, 'X-Request-Id', requestId, ...cors]);
    response.end(body);
  }

  private answerIn(language: string): Answer {
    const known = this.answers.get(language);
    if (known) return known;
    const body = JSON.stringify(this.envelope.body(FAILURE, language));
    const answer = { body, headers: [...headersOf(body), 'Content-Language', language] };
    this.answers.set(language, answer);
    return answer;
  }
}

/** By the method, not the path: a router reads `/%61pi/…` as `/api/…`. Probes, metrics and pages are read. */
function isReading({ method = '' }: IncomingMessage): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method);
}

/** What is the same in every refusal in a language. */
interface Answer {
  readonly body: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

function headersOf(body: string): string[] {
  return [
    ...['Content-Type', 'application/json; charset=utf-8'],
    ...['Content-Length', String(Buffer.byteLength(body))],
    ...['Retry-After', String(RETRY_AFTER)],
    ...['Vary', 'Origin, Accept-Language'],
    ...['Cache-Control', 'no-store'],
    ...['X-Content-Type-Options', 'nosniff'],
  ];
}

/** What a browser must read to be allowed to see the refusal. */
function corsHeaders({ corsOrigins }: ServerConfig, origin: string | undefined): string[] {
  const isAllowed = corsOrigins === '*' || (origin !== undefined && corsOrigins.includes(origin));
  if (!isAllowed) return [];
  return [
    ...['Access-Control-Allow-Origin', corsOrigins === '*' ? '*' : origin!],
    ...['Access-Control-Expose-Headers', EXPOSED_HEADERS.join(', ')],
  ];
}
