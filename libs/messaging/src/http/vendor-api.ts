import { certificateAuthority } from '../dsn/certificate-authority.js';
import { DsnError, type Dsn } from '../dsn/dsn.js';
import { HttpClient, isOutageStatus } from './http-client.js';
import { isLoopback } from '../dsn/loopback.js';
import { NO_ANSWER, TransportError } from '../transport.js';

export interface VendorRequest {
  method?: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** An answer that is sure: 2xx with JSON, or a refusal (`json` is undefined when it has none). */
export interface VendorAnswer {
  status: number;
  json: unknown;
}

/**
 * A vendor's JSON API over HTTPS. DSN options: `endpoint` (another host, as for a gateway or a test; plain HTTP
 * to this machine only), `ca` (PEM file).
 */
export class VendorApi {
  /** The vendor's origin, or that of the option `endpoint`. */
  readonly origin: URL;
  readonly #name: string;
  readonly #client: HttpClient;

  constructor(dsn: Dsn, origin: string) {
    this.#name = dsn.toString();
    this.origin = endpointOf(dsn, origin);
    this.#client = new HttpClient(this.#name, certificateAuthority(dsn));
  }

  /**
   * Asks, and sorts out what says nothing sure: a server that failed or whose answer cannot be read may have
   * sent the message all the same. 503 and 429 say it did not.
   * @throws {TransportError} `unreachable` or `unknown`
   */
  async call({ method = 'POST', url, headers, body = '', signal }: VendorRequest): Promise<VendorAnswer> {
    const answer = await this.#client.request({ method, url, headers, body, signal });
    const { status } = answer;
    const json = parse(answer.body);
    if (status === 408 || status === 504) throw this.uncertainError(`HTTP ${status}`, true);
    if (status >= 500 && status !== 503) throw this.uncertainError(`HTTP ${status}`);
    const isTaken = status >= 200 && status < 300;
    if (isTaken && json === undefined && signal.aborted) throw this.uncertainError(NO_ANSWER, true);
    if (isTaken && json === undefined) throw this.uncertainError(`HTTP ${status} without JSON`);
    return { status, json };
  }

  /**
   * The error of an answer that says no.
   * @param code the vendor's own code for it; its words may quote the recipient and are left out
   * @param isOutage whether the code is about us or the vendor rather than this message; its status may say so too
   * @param remedy what the operator can do, when this is known. @default nothing
   */
  refusal({ status }: VendorAnswer, code: string | undefined, isOutage = false, remedy = ''): TransportError {
    const reason = code !== undefined && /^[\w.-]{1,64}$/.test(code) ? code : `HTTP ${status}`;
    const isSuccess = status >= 200 && status < 300;
    const text = `${this.#name} refused the message: ${reason}${remedy && `; ${remedy}`}`;
    return new TransportError('refused', text, false, isOutage || (!isSuccess && isOutageStatus(status)));
  }

  /** The error of an answer that leaves it open, or in a form the vendor never documented. */
  uncertainError(reason: string, isTimeout = false): TransportError {
    const text = `${this.#name} may have sent the message: ${reason}`;
    return new TransportError('unknown', text, isTimeout);
  }
}

/** The text at the path, undefined when there is none: an answer is looked at before it is believed. */
export function getString(json: unknown, ...path: readonly (string | number)[]): string | undefined {
  let found = json;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return typeof found === 'string' ? found : undefined;
}

function parse(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : (JSON.parse(body) as unknown);
  } catch {
    return undefined;
  }
}

function endpointOf(dsn: Dsn, origin: string): URL {
  const text = dsn.option('endpoint') ?? origin;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  if (url && (url.protocol === 'https:' || isPlain) && url.href === `${url.origin}/`) return url;
  throw new DsnError(`${dsn.toString()}: the endpoint is https://host:port, or http://127.0.0.1:port`);
}
