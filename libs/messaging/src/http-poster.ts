import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';

import { brokenOff, NO_ANSWER } from './transport.js';

/** As much of an answer as is read, and thrown away, so that its server can finish in peace. */
const DRAINED_BYTES = 64 * 1024;

/** Connections one client has open at a time; further messages wait, within their deadline. */
const CONNECTIONS = 50;

export interface HttpRequest {
  url: URL;
  headers: Record<string, string>;
  body: string;
  /** Ends the request wherever it is. */
  signal: AbortSignal;
}

/**
 * Posts to one vendor, each message on a connection of its own: one kept alive may be dead, and then nobody
 * knows whether the message arrived. TLS sessions are resumed. Redirects are not followed.
 */
export class HttpPoster {
  readonly #name: string;
  readonly #plain = new http.Agent({ maxSockets: CONNECTIONS });
  readonly #secure: https.Agent;

  /**
   * @param name the transport's, for errors
   * @param tls certificates to trust instead of the usual ones
   */
  constructor(name: string, tls: { ca?: Buffer } = {}) {
    this.#name = name;
    this.#secure = new https.Agent({ maxSockets: CONNECTIONS, ...tls });
  }

  /**
   * @returns the HTTP status, whatever it is
   * @throws {TransportError} `unreachable` before the connection stood, `unknown` after
   */
  async post({ url, headers, body, signal }: HttpRequest): Promise<number> {
    const isSecure = url.protocol === 'https:';
    const request = isSecure
      ? https.request(url, { method: 'POST', headers, signal, agent: this.#secure })
      : http.request(url, { method: 'POST', headers, signal, agent: this.#plain });
    let isConnected = false;
    request.once('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => (isConnected = true));
    });
    // `once` hears errors only up to the status; one that comes later changes nothing and must not be thrown.
    request.on('error', () => undefined);
    request.end(body);
    try {
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      await drain(response);
      return response.statusCode ?? 0;
    } catch (error) {
      const { name, code } = error as NodeJS.ErrnoException;
      const reason = name === 'AbortError' ? NO_ANSWER : (code ?? 'connection lost');
      throw brokenOff(this.#name, reason, isConnected);
    }
  }
}

async function drain(response: http.IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > DRAINED_BYTES) return;
    }
  } catch {
    // Cut off, by the vendor or by the deadline: the status is already known.
  }
}
