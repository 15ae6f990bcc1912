import { certificateAuthority } from '../dsn/certificate-authority.js';
import type { Dsn } from '../dsn/dsn.js';
import { endpointOf } from '../dsn/endpoint.js';
import { HttpClient, isOutageStatus } from './http-client.js';
import { NO_ANSWER, TransportError } from '../transport.js';

export interface VendorRequest {
  method?: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** A conclusive response: 2xx with JSON, or a rejection, whose `json` is undefined without a JSON body. */
export interface VendorResponse {
  status: number;
  json: unknown;
}

/**
 * A vendor's JSON API over HTTPS. DSN options: `endpoint` (another origin, for a gateway or a test; plain HTTP
 * for loopback only), `ca` (PEM file).
 */
export class VendorApi {
  /** The vendor's origin, or the option `endpoint`. */
  readonly origin: URL;
  readonly #name: string;
  readonly #client: HttpClient;

  constructor(dsn: Dsn, origin: string) {
    this.#name = dsn.toString();
    this.origin = endpointOf(dsn, origin);
    this.#client = new HttpClient(this.#name, certificateAuthority(dsn));
  }

  /**
   * Sends a request. Server errors and unreadable responses are `unknown`: the vendor may have sent the message.
   * 503 and 429 are conclusive: it did not.
   * @throws {TransportError} `unreachable` or `unknown`
   */
  async call({ method = 'POST', url, headers, body = '', signal }: VendorRequest): Promise<VendorResponse> {
    const response = await this.#client.request({ method, url, headers, body, signal });
    const { status } = response;
    const json = parseJson(response.body);
    if (status === 408 || status === 504) throw this.uncertainError(`HTTP ${status}`, true);
    if (status >= 500 && status !== 503) throw this.uncertainError(`HTTP ${status}`);
    const isSuccess = status >= 200 && status < 300;
    if (isSuccess && json === undefined && signal.aborted) throw this.uncertainError(NO_ANSWER, true);
    if (isSuccess && json === undefined) throw this.uncertainError(`HTTP ${status} without JSON`);
    return { status, json };
  }

  /**
   * The error of a rejection.
   * @param code the vendor's error code; its error text is omitted because it may quote the recipient
   * @param isOutage whether the code is about the account or the platform, and never about one message; the HTTP status
   *   may also imply this
   * @param remedy what the operator can do, if known. @default ''
   */
  refusal(
    { status }: VendorResponse,
    code: string | undefined,
    isOutage = false,
    remedy = '',
  ): TransportError {
    const reason = code !== undefined && /^[\w.-]{1,64}$/.test(code) ? code : `HTTP ${status}`;
    const isSuccess = status >= 200 && status < 300;
    const text = `${this.#name} refused the message: ${reason}${remedy && `; ${remedy}`}`;
    return new TransportError('refused', text, false, isOutage || (!isSuccess && isOutageStatus(status)));
  }

  /** The error of an inconclusive or undocumented response. */
  uncertainError(reason: string, isTimeout = false): TransportError {
    const text = `${this.#name} may have sent the message: ${reason}`;
    return new TransportError('unknown', text, isTimeout);
  }
}

/** The string at the path of untrusted JSON; undefined when there is none. */
export function getString(json: unknown, ...path: readonly (string | number)[]): string | undefined {
  let found = json;
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return typeof found === 'string' ? found : undefined;
}

/** The value of a JSON text; undefined when there is none. */
export function parseJson(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : (JSON.parse(body) as unknown);
  } catch {
    return undefined;
  }
}
