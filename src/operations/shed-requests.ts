import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { AppError, CommonErrors, type EnvelopeFilter } from '@system-management/envelope';
import type { ContextReader } from '@system-management/request-context';
import type { Settings } from '../app.config.js';
import type { OverloadGate } from './overload-gate.js';

/** Seconds: the gate opens within two once the flood is over. */
const RETRY_AFTER = 2;

/** What {@link shedRequests} needs of the application. */
export interface ShedOptions {
  readonly gate: OverloadGate;
  readonly envelope: EnvelopeFilter;
  readonly reader: ContextReader;
  readonly settings: Settings;
}

/**
 * Puts the gate in front of the framework: a refusal must cost a fraction of a request, or refusing is itself the
 * overload. Only what asks the API for work can be refused; probes, metrics and pages always come through.
 */
export function shedRequests(server: Server, { gate, envelope, reader, settings }: ShedOptions): void {
  const failure = new AppError(CommonErrors.Server, { retryAfter: RETRY_AFTER });
  const status = settings.errorStatus === 'semantic' ? failure.status : Number(settings.errorStatus);
  const bodies = new Map<string, string>();
  const bodyIn = (language: string): string => {
    const known = bodies.get(language);
    if (known !== undefined) return known;
    const body = JSON.stringify(envelope.body(failure, language));
    bodies.set(language, body);
    return body;
  };

  const refuse = (request: IncomingMessage, response: ServerResponse): void => {
    const { requestId, language } = reader.glance(request);
    const body = bodyIn(language);
    const origin = allowedOrigin(settings, request.headers.origin);
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'Retry-After': RETRY_AFTER,
      'X-Request-Id': requestId,
      'Content-Language': language,
      Vary: 'Origin, Accept-Language',
      'Cache-Control': 'no-store',
      ...(origin && {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'X-Request-Id, Retry-After, Content-Language',
      }),
    });
    response.end(body);
  };

  const [serve] = server.listeners('request') as RequestListener[];
  if (!serve) throw new Error('shedRequests() must be called once the server has its listener');
  server.removeListener('request', serve);
  server.on('request', (request, response) => {
    // Whatever its path: a router reads `/%61pi/…` as `/api/…`, and nothing but the API takes a POST.
    const isWork = request.method === 'POST';
    if (!isWork || gate.admits()) serve(request, response);
    else refuse(request, response);
  });
}

/** What a browser must read to be allowed to see the refusal. */
function allowedOrigin({ corsOrigins }: Settings, origin: string | undefined): string | undefined {
  if (corsOrigins === '*') return '*';
  return origin !== undefined && corsOrigins.includes(origin) ? origin : undefined;
}
