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
    /** Admission control of the server that the adapter was created with. */
    readonly admission: AdmissionControl;
  }
}

/** Seconds: shedding ends within two seconds after the overload. */
const RETRY_AFTER = 2;

const FAILURE = new AppError(CommonErrors.Server, { retryAfter: RETRY_AFTER });

/**
 * Applies {@link LoadShedder} to the HTTP server and writes the 503 responses. It implements
 * {@link AdmissionControl.tryAdmit}, which runs before Fastify: if a refusal cost as much as a request, refusing would
 * not relieve the server. Safe methods are never refused, so that probes, metrics and pages keep working.
 */
@Injectable()
export class LoadSheddingAdmission {
  private readonly refusals = new Map<string, Refusal>();

  constructor(
    @Inject(LoadShedder) private readonly shedder: LoadShedder,
    @Inject(EnvelopeFilter) private readonly envelope: EnvelopeFilter,
    @Inject(ContextReader) private readonly reader: ContextReader,
    @Inject(serverConfig.KEY) private readonly server: ServerConfig,
  ) {}

  instrument(fastify: FastifyInstance): void {
    fastify.admission.tryAdmit = (request, response) => {
      if (isSafe(request) || this.shedder.tryAdmit()) return true;
      this.refuse(request, response);
      return false;
    };
  }

  private refuse(request: IncomingMessage, response: ServerResponse): void {
    const { requestId, language } = this.reader.peek(request);
    const { body, headers } = this.refusalIn(language);
    const cors = corsHeaders(this.server, request.headers.origin);
    response.writeHead(this.envelope.statusOf(FAILURE), [...headers, 'X-Request-Id', requestId, ...cors]);
    response.end(body);
  }

  private refusalIn(language: string): Refusal {
    const cached = this.refusals.get(language);
    if (cached) return cached;
    const body = JSON.stringify(this.envelope.body(FAILURE, language));
    const refusal = { body, headers: [...headersOf(body), 'Content-Language', language] };
    this.refusals.set(language, refusal);
    return refusal;
  }
}

/** By the method, not the path: a router decodes `/%61pi/…` to `/api/…`. */
function isSafe({ method = '' }: IncomingMessage): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method);
}

/** The part of a refusal that depends on the language only. */
interface Refusal {
  readonly body: string;
  /** Alternating names and values, as `writeHead()` takes them. */
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

/** Without these headers a browser hides the refusal from the page's script. */
function corsHeaders({ corsOrigins }: ServerConfig, origin: string | undefined): string[] {
  const isAllowed = corsOrigins === '*' || (origin !== undefined && corsOrigins.includes(origin));
  if (!isAllowed) return [];
  return [
    ...['Access-Control-Allow-Origin', corsOrigins === '*' ? '*' : origin!],
    ...['Access-Control-Expose-Headers', EXPOSED_HEADERS.join(', ')],
  ];
}
