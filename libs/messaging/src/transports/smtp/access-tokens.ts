import { certificateAuthority } from '../../dsn/certificate-authority.js';
import type { Dsn } from '../../dsn/dsn.js';
import { HttpClient, type HttpResponse } from '../../http/http-client.js';
import { getString } from '../../http/vendor-api.js';
import { timeoutMs, withTimeout } from '../../resilience/deadline.js';
import { interruptedError, NO_ANSWER, TransportError, type TransportServices } from '../../transport.js';
import { oauth2Grant, type OAuth2Grant } from './oauth2-grant.js';

/** A token is replaced this long before it expires: clocks differ, and the login takes time. In milliseconds. */
const MARGIN_MS = 60_000;

/** Error codes of RFC 6749 §5.2 and of Microsoft's token endpoint. Any other code might quote the request. */
const ERROR_CODES: ReadonlySet<string> = new Set([
  ...['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type'],
  ...['invalid_scope', 'invalid_resource', 'interaction_required', 'temporarily_unavailable'],
]);

/**
 * Access tokens of one OAuth 2.0 client, from its token endpoint. Keeps the current one, and the refresh token that
 * replaces the one in the DSN (RFC 6749 §6), in memory only. DSN options: those of {@link oauth2Grant}, and `ca`.
 */
export class AccessTokens {
  readonly #name: string;
  readonly #grant: OAuth2Grant;
  readonly #client: HttpClient;
  readonly #timeoutMs: number;
  readonly #now: () => number;
  #refreshToken: string | undefined;
  #token: { value: string; usableUntil: number } | undefined;
  #pending: Promise<string> | undefined;

  /** @throws {DsnError} when an option is missing or invalid */
  constructor(dsn: Dsn, services: TransportServices) {
    this.#name = `${dsn.toString()}: the token endpoint`;
    this.#grant = oauth2Grant(dsn);
    this.#client = new HttpClient(this.#name, certificateAuthority(dsn));
    // The other half is for the mail.
    this.#timeoutMs = timeoutMs(dsn, services) / 2;
    this.#now = services.now ?? Date.now;
  }

  /** Whether {@link get} needs no request. */
  get isCached(): boolean {
    return this.#token !== undefined && this.#now() < this.#token.usableUntil;
  }

  /**
   * The current token, or a new one. Concurrent callers share one request, which has a deadline of its own: half of
   * that of a delivery.
   * @throws {TransportError} `refused` when the endpoint rejects the request, `unreachable` when it gives no token
   */
  get(): Promise<string> {
    if (this.#token && this.isCached) return Promise.resolve(this.#token.value);
    this.#pending ??= withTimeout(this.#timeoutMs, (signal) => this.#request(signal)).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** Forgets a token that a server refused, unless a newer one has replaced it. */
  discard(token: string): void {
    if (this.#token?.value === token) this.#token = undefined;
  }

  async #request(signal: AbortSignal): Promise<string> {
    const { url, parameters } = this.#grant;
    const rotated = this.#refreshToken && { refresh_token: this.#refreshToken };
    const response = await this.#client.request({
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...parameters, ...rotated }).toString(),
      signal,
      sendsMessage: false,
    });
    return this.#accept(response, signal.aborted);
  }

  #accept({ status, body }: HttpResponse, isAborted: boolean): string {
    const json = parse(body);
    if (status >= 400 && status < 500) {
      const code = getString(json, 'error') ?? '';
      const reason = ERROR_CODES.has(code) ? code : `HTTP ${status}`;
      throw new TransportError('refused', `${this.#name} refused the login: ${reason}`, false, true);
    }
    if (body === undefined && isAborted) throw interruptedError(this.#name, NO_ANSWER, false);
    const token = getString(json, 'access_token') ?? '';
    // RFC 6749 §7.1: a token of another type must not be used. RFC 6750 §2.1: the characters of a bearer token.
    const isBearer = getString(json, 'token_type')?.toLowerCase() === 'bearer';
    if (status !== 200 || !isBearer || !/^[\w.~+/-]+=*$/.test(token)) {
      throw new TransportError('unreachable', `${this.#name} gave no access token: HTTP ${status}`);
    }
    this.#token = { value: token, usableUntil: this.#now() + lifetimeMs(json) - MARGIN_MS };
    this.#refreshToken = getString(json, 'refresh_token') || this.#refreshToken;
    return token;
  }
}

function parse(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** `expires_in` in milliseconds; without it a token is used until a server refuses it. */
function lifetimeMs(json: unknown): number {
  const { expires_in: seconds } = json as { expires_in?: unknown };
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : Infinity;
}
