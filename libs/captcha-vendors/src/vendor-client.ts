import {
  certificateAuthority,
  endpointOf,
  HttpClient,
  parseJson,
  type Dsn,
  type HttpResponse,
} from '@system-management/messaging/vendor';

import { VendorUnavailableError } from './captcha-vendor.js';
import { meaningOf, type CodeTable } from './error-codes.js';
import type { VendorReport } from './vendor-protocol.js';

/** A response that may hold a verdict: 2xx, or a 4xx that may name the error. */
export interface VendorResponse {
  readonly isSuccess: boolean;
  readonly json: unknown;
}

/**
 * Posts a form to a vendor's JSON API over HTTPS. DSN options: `endpoint` (another origin, for a gateway or a test; plain
 * HTTP for loopback only), `ca` (PEM file). Redirects are not followed.
 */
export class VendorClient {
  readonly #name: string;
  readonly #origin: URL;
  readonly #client: HttpClient;

  /** @param origin the vendor's own, `https://host` */
  constructor(dsn: Dsn, origin: string) {
    this.#name = dsn.toString();
    this.#origin = endpointOf(dsn, origin);
    this.#client = new HttpClient(this.#name, certificateAuthority(dsn));
  }

  /** Where the API is, `https://host`. */
  get origin(): string {
    return this.#origin.origin;
  }

  /**
   * @param path path and query
   * @throws {TransportError} without a response
   * @throws {VendorUnavailableError} for 429, every status but 2xx and 4xx, and a response without a JSON object
   */
  async post(
    path: string,
    form: Record<string, string>,
    signal: AbortSignal,
    headers: Record<string, string> = {},
  ): Promise<VendorResponse> {
    const response = await this.#client.request({
      method: 'POST',
      url: new URL(path, this.#origin),
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        // Firewalls of content delivery networks refuse requests without one.
        'user-agent': 'captcha-vendors',
        ...headers,
      },
      body: new URLSearchParams(form).toString(),
      signal,
      sendsMessage: false,
    });
    return this.#conclusive(response, signal);
  }

  /**
   * The report of a refused token.
   * @param codes the vendor's error codes, as received
   * @throws {VendorUnavailableError} when a code says that the vendor is failing or refuses our credentials
   */
  refusal(codes: readonly unknown[], table: CodeTable): VendorReport {
    const texts = codes.filter((code) => typeof code === 'string');
    const { meaning, code } = meaningOf(texts, table);
    if (meaning === 'secret') throw this.secretRefused(code ?? 'no error code');
    if (meaning === 'outage') throw this.noVerdict(code ?? 'no error code');
    return { isAccepted: false, reason: meaning, code };
  }

  /**
   * The time of an accepted token, in milliseconds since 1970.
   * @param text ISO 8601
   * @throws {VendorUnavailableError} when it is no time
   */
  timeOf(text: unknown): number {
    const time = typeof text === 'string' ? Date.parse(text) : NaN;
    if (Number.isNaN(time)) throw this.noVerdict('no time of the challenge');
    return time;
  }

  /** The error of credentials that the vendor refused. @param code the vendor's error code */
  secretRefused(code: string): VendorUnavailableError {
    return new VendorUnavailableError(`${this.#name} refused the credentials: ${code}`, 'secret');
  }

  /** The error of a response without a verdict. */
  noVerdict(reason: string, cause?: 'timeout'): VendorUnavailableError {
    return new VendorUnavailableError(`${this.#name} gave no verdict: ${reason}`, cause);
  }

  #conclusive({ status, body }: HttpResponse, signal: AbortSignal): VendorResponse {
    const isSuccess = status >= 200 && status < 300;
    const mayNameError = status >= 400 && status < 500 && status !== 429;
    if (!isSuccess && !mayNameError) throw this.noVerdict(`HTTP ${status}`);
    const json = parseJson(body);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { isSuccess, json };
    if (body === undefined && signal.aborted) throw this.noVerdict('no complete answer in time', 'timeout');
    throw this.noVerdict(`HTTP ${status} without a JSON object`);
  }
}
