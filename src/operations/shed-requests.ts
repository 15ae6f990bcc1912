import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { AppError, CommonErrors, type EnvelopeFilter } from '@system-management/envelope';
import type { ContextReader } from '@system-management/request-context';
import type { Settings } from '../app.config.js';
import { EXPOSED_HEADERS } from '../cors.js';
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
  const answers = new Map<string, Answer>();
  const answerIn = (language: string): Answer => {
    const known = answers.get(language);
    if (known) return known;
    const body = JSON.stringify(envelope.body(failure, language));
    const answer = { body, headers: [...headersOf(body), 'Content-Language', language] };
    answers.set(language, answer);
    return answer;
  };

  const refuse = (request: IncomingMessage, response: ServerResponse): void => {
    const { requestId, language } = reader.glance(request);
    const { body, headers } = answerIn(language);
    const cors = corsHeaders(settings, request.headers.origin);
    response.writeHead(status, [...headers, 'X-Request-Id', requestId, ...cors]);
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
function corsHeaders({ corsOrigins }: Settings, origin: string | undefined): string[] {
  const isAllowed = corsOrigins === '*' || (origin !== undefined && corsOrigins.includes(origin));
  if (!isAllowed) return [];
  return [
    ...['Access-Control-Allow-Origin', corsOrigins === '*' ? '*' : origin!],
    ...['Access-Control-Expose-Headers', EXPOSED_HEADERS.join(', ')],
  ];
}
