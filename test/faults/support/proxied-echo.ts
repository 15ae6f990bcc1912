import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { FaultProxy } from './fault-proxy.js';

/** The server's reply to every request. */
export const REPLY = 'a reply of exactly 32 bytes.....';

/** What a client received until the reply was complete or the connection closed. */
export interface Echo {
  readonly text: string;
  readonly pieces: number;
  /** The event or error code that ended the connection; empty when it stayed open. */
  readonly end: string;
  readonly ms: number;
}

/** A server with one fixed reply, behind the proxy under test. */
export class ProxiedEcho {
  /** Requests that reached the server. */
  requests = 0;
  proxy!: FaultProxy;
  private readonly sockets: Socket[] = [];
  private readonly server: Server = createServer((socket) => {
    this.keep(socket).on('data', () => {
      this.requests++;
      socket.write(REPLY);
    });
  });

  static async start(): Promise<ProxiedEcho> {
    const echo = new ProxiedEcho();
    await once(echo.server.listen(0, '127.0.0.1'), 'listening');
    echo.proxy = await FaultProxy.start((echo.server.address() as AddressInfo).port);
    return echo;
  }

  async open(): Promise<Socket> {
    const socket = this.keep(connect(this.proxy.port, '127.0.0.1'));
    await once(socket, 'connect');
    return socket;
  }

  async request(socket: Socket): Promise<Echo> {
    const start = performance.now();
    const received = { text: '', pieces: 0, end: '' };
    const abort = new AbortController();
    const ended = (event: string): Promise<void> =>
      once(socket, event, abort).then(
        () => void (received.end ||= event),
        (error: NodeJS.ErrnoException) => void (received.end ||= error.code ?? ''),
      );
    const complete = new Promise<void>((resolve) => {
      socket.on('data', (bytes: Buffer) => {
        received.text += bytes.toString();
        received.pieces++;
        if (received.text.length >= REPLY.length) resolve();
      });
    });
    socket.write('?');
    await Promise.race([complete, ended('end'), ended('close')]);
    const { end } = received;
    abort.abort();
    socket.removeAllListeners('data');
    return { ...received, end, ms: performance.now() - start };
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private keep(socket: Socket): Socket {
    this.sockets.push(socket);
    return socket.on('error', () => undefined);
  }
}
