import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

import { interruptedError, NO_ANSWER } from '../transport.js';

/** Limit of a response body. Vendors' responses are far smaller; a longer body counts as unreadable. */
const MAX_BODY_BYTES = 64 * 1024;

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body: string;
  /** Aborts the request in any phase. */
  signal: AbortSignal;
  /** Whether it sends a message. If not, an interrupted request is `unreachable` in every phase. @default true */
  sendsMessage?: boolean;
}

export interface HttpResponse {
  status: number;
  /** Undefined when it is incomplete: connection closed, body too long, or deadline passed. */
  body: string | undefined;
}

/**
 * HTTP client of one vendor. Opens a new connection for each request: on a stale keep-alive connection it would be
 * unknown whether the message arrived. TLS sessions are resumed. Redirects are not followed.
 */
export class HttpClient {
  readonly #name: string;
  readonly #plain = new http.Agent();
  readonly #secure: https.Agent;

  /**
   * @param name the vendor's name, for errors
   * @param tls certificates that replace the default trust store
   */
  constructor(name: string, tls: { ca?: Buffer } = {}) {
    this.#name = name;
    this.#secure = new https.Agent(tls);
  }

  /**
   * @returns the response, with any status
   * @throws {TransportError} `unreachable` before the connection was established, `unknown` after
   */
  async request({
    method,
    url,
    headers,
    body,
    signal,
    sendsMessage = true,
  }: HttpRequest): Promise<HttpResponse> {
    const request = this.#open(method, url, signal, headers);
    let isConnected = false;
    request.once('socket', (socket) => socket.once(connectEvent(url), () => (isConnected = true)));
    request.end(body);
    try {
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      return { status: response.statusCode ?? 0, body: await read(response) };
    } catch (error) {
      throw interruptedError(this.#name, reasonOf(error), isConnected && sendsMessage);
    }
  }

  /**
   * Opens a connection, with TLS for https, and closes it without a request.
   * @throws {TransportError} `unreachable` when the connection fails
   */
  async connect(url: URL, signal: AbortSignal): Promise<void> {
    const request = this.#open('GET', url, signal);
    try {
      const [socket] = (await once(request, 'socket', { signal })) as [Socket];
      await once(socket, connectEvent(url), { signal });
    } catch (error) {
      throw interruptedError(this.#name, reasonOf(error), false);
    } finally {
      request.destroy();
    }
  }

  #open(method: string, url: URL, signal: AbortSignal, headers = {}): http.ClientRequest {
    const options = { method, headers, signal };
    const request =
      url.protocol === 'https:'
        ? https.request(url, { ...options, agent: this.#secure })
        : http.request(url, { ...options, agent: this.#plain });
    // `once` handles errors until the response arrives. A later one must not become an uncaught exception.
    return request.on('error', () => undefined);
  }
}

/** Of the statuses 4xx, those that cannot be about one message: credentials, a wrong URL, a rate limit. */
const CLIENT_OUTAGES: ReadonlySet<number> = new Set([401, 405, 429]);

/**
 * Whether a rejection with this status is an outage: a redirect, a server error, 401, 405 or 429. Every other 4xx can
 * be about one message, 404 for an unknown recipient for example.
 */
export function isOutageStatus(status: number): boolean {
  return status < 400 || status >= 500 || CLIENT_OUTAGES.has(status);
}

function connectEvent(url: URL): string {
  return url.protocol === 'https:' ? 'secureConnect' : 'connect';
}

function reasonOf(error: unknown): string {
  const { name, code } = error as NodeJS.ErrnoException;
  return name === 'AbortError' ? NO_ANSWER : (code ?? 'connection lost');
}

async function read(response: http.IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } catch {
    return undefined;
  }
}
