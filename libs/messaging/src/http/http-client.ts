import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

import { interruptedError, NO_ANSWER } from '../transport.js';

/** As much of an answer as is read: many times what any vendor says. The rest is not waited for. */
const READ_BYTES = 64 * 1024;

export interface HttpRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body: string;
  /** Ends the request wherever it is. */
  signal: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  /** Undefined when it was cut off, by the vendor, by its length or by the deadline. */
  body: string | undefined;
}

/**
 * Asks one vendor, each time on a connection of its own: one kept alive may be dead, and then nobody
 * knows whether the message arrived. TLS sessions are resumed. Redirects are not followed.
 */
export class HttpClient {
  readonly #name: string;
  readonly #plain = new http.Agent();
  readonly #secure: https.Agent;

  /**
   * @param name the transport's, for errors
   * @param tls certificates to trust instead of the usual ones
   */
  constructor(name: string, tls: { ca?: Buffer } = {}) {
    this.#name = name;
    this.#secure = new https.Agent(tls);
  }

  /**
   * @returns the answer, whatever its status
   * @throws {TransportError} `unreachable` before the connection stood, `unknown` after
   */
  async request({ method, url, headers, body, signal }: HttpRequest): Promise<HttpAnswer> {
    const request = this.#open(method, url, signal, headers);
    let isConnected = false;
    request.once('socket', (socket) => socket.once(connectedEvent(url), () => (isConnected = true)));
    request.end(body);
    try {
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      return { status: response.statusCode ?? 0, body: await read(response) };
    } catch (error) {
      throw interruptedError(this.#name, reasonOf(error), isConnected);
    }
  }

  /**
   * Connects, with TLS for https, and hangs up without asking anything.
   * @throws {TransportError} `unreachable` when that fails
   */
  async connect(url: URL, signal: AbortSignal): Promise<void> {
    const request = this.#open('GET', url, signal);
    try {
      const [socket] = (await once(request, 'socket', { signal })) as [Socket];
      await once(socket, connectedEvent(url), { signal });
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
    // `once` hears errors only up to the status; one that comes later changes nothing and must not be thrown.
    return request.on('error', () => undefined);
  }
}

/**
 * Whether a refusal with this status is about the vendor and us (redirects, credentials, limits on everything,
 * its own failures) rather than about the one message.
 */
export function isOutageStatus(status: number): boolean {
  return status < 400 || status >= 500 || [401, 403, 404, 405, 429].includes(status);
}

function connectedEvent(url: URL): string {
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
      if (bytes > READ_BYTES) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } catch {
    return undefined;
  }
}
