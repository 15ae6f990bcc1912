import { createHash, createHmac } from 'node:crypto';

import { certificateAuthority } from '../dsn/certificate-authority.js';
import { DsnError, type Dsn } from '../dsn/dsn.js';
import { HttpClient, isOutageStatus } from '../http/http-client.js';
import { isLoopback } from '../dsn/loopback.js';
import type { Message } from '../message.js';
import {
  TransportError,
  type CheckResult,
  type TransportServices,
  type VendorTransport,
} from '../transport.js';

/** Timeouts at a gateway: the server behind it may have sent the message. */
const GATEWAY_TIMEOUTS: ReadonlySet<number> = new Set([408, 504]);

/**
 * Posts the message to your own server, signed by the Standard Webhooks specification
 * (https://www.standardwebhooks.com). DSN options:
 * `secret` (`whsec_` and base64), and for https `ca` (PEM file).
 */
export class WebhookTransport implements VendorTransport {
  static readonly schemes = ['webhook+https', 'webhook+http'] as const;
  static readonly channels = ['mail', 'sms'] as const;
  static readonly exampleDsn =
    'webhook+https://hooks.example.com/messages?secret=whsec_QSBtYWRlLXVwIHNlY3JldCBmb3IgdGhlIFJFQURNRQ==';

  readonly carriesStrongCodes = true;
  readonly #name: string;
  readonly #url: URL;
  readonly #key: Buffer;
  readonly #now: () => number;
  readonly #client: HttpClient;

  private constructor(dsn: Dsn, services: TransportServices) {
    this.#name = dsn.toString();
    this.#url = targetOf(dsn);
    this.#key = keyOf(dsn);
    services.reviewSecret?.(this.#key, this.#name);
    this.#now = services.now ?? Date.now;
    this.#client = new HttpClient(
      this.#name,
      dsn.scheme === 'webhook+https' ? certificateAuthority(dsn) : {},
    );
  }

  static fromDsn(dsn: Dsn, services: TransportServices): WebhookTransport {
    return new WebhookTransport(dsn, services);
  }

  async send(message: Message, signal: AbortSignal): Promise<void> {
    const at = new Date(this.#now());
    const body = bodyOf(message, at);
    const headers = { 'content-type': 'application/json', ...this.#signature(message, at, body) };
    const request = { method: 'POST', url: this.#url, headers, body, signal } as const;
    const { status } = await this.#client.request(request);
    if (GATEWAY_TIMEOUTS.has(status)) {
      throw new TransportError('unknown', `${this.#name} timed out behind its gateway: HTTP ${status}`, true);
    }
    if (Math.floor(status / 100) !== 2) {
      const text = `${this.#name} refused the message: HTTP ${status}`;
      throw new TransportError('refused', text, false, isOutageStatus(status));
    }
  }

  /** Only connects: every request would be a message. */
  async check(signal: AbortSignal): Promise<CheckResult> {
    await this.#client.connect(this.#url, signal);
    return 'reached';
  }

  async close(): Promise<void> {}

  toString(): string {
    return this.#name;
  }

  #signature({ metadata }: Message, at: Date, body: string): Record<string, string> {
    // Equal for every delivery of one message, so that receivers can drop duplicates. Hashed, because codeID and
    // code together are sufficient for verification.
    const id = `msg_${createHash('sha256').update(`webhook-id:${metadata.codeID}`).digest('base64url')}`;
    const seconds = String(Math.floor(at.getTime() / 1000));
    const mac = createHmac('sha256', this.#key).update(`${id}.${seconds}.${body}`).digest('base64');
    return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${mac}` };
  }
}

function bodyOf({ channel, to, from = '', subject, text, html, metadata }: Message, at: Date): string {
  const { code, expire, tenant, use, language } = metadata;
  const data = { channel, to, from, subject, text, html, code, expire, tenant, use, language };
  return JSON.stringify({ type: 'captcha.message', timestamp: at.toISOString(), data });
}

function targetOf(dsn: Dsn): URL {
  if (dsn.host === '') throw new DsnError('A webhook DSN is webhook+https://host/path?secret=whsec_…');
  if (dsn.user !== undefined || dsn.password !== undefined) {
    throw new DsnError(`${dsn.toString()}: a webhook is signed and takes no user and password`);
  }
  const target = `${dsn.scheme.replace('webhook+', '')}://${dsn.hostAndPort}${dsn.path}`;
  if (!URL.canParse(target)) throw new DsnError(`${dsn.toString()} has an invalid host`);
  const url = new URL(target);
  if (url.protocol === 'http:' && !isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'))) {
    throw new DsnError(
      `${dsn.toString()} would send codes in clear text: webhook+http: is for loopback only`,
    );
  }
  return url;
}

/** Standard Webhooks requires 24 to 64 random bytes. */
function keyOf(dsn: Dsn): Buffer {
  const [, text] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(dsn.requiredOption('secret')) ?? [];
  const key = Buffer.from(text ?? '', 'base64');
  if (key.length >= 24 && key.length <= 64) return key;
  throw new DsnError(`${dsn.toString()}: the option "secret" must be whsec_ and 24 to 64 bytes in base64`);
}
