import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { FaultProxy } from './fault-proxy.js';

/** What the server behind the proxy answers to anything. */
export const ANSWER = 'an answer of thirty-two bytes...';

/** What came until the answer was whole or the connection over, in how many pieces, and how it ended. */
export interface Echo {
  readonly text: string;
  readonly pieces: number;
  readonly end: string;
  readonly ms: number;
}

/** A server that gives one answer, and the proxy under test in front of it. */
export class ProxiedEcho {
  /** Requests that reached the server. */
  asked = 0;
  proxy!: FaultProxy;
  private readonly sockets: Socket[] = [];
  private readonly server: Server = createServer((socket) => {
    this.keep(socket).on('data', () => {
      this.asked++;
      socket.write(ANSWER);
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

  async ask(socket: Socket): Promise<Echo> {
    const start = performance.now();
    const seen = { text: '', pieces: 0, end: '' };
    const over = new AbortController();
    const ended = (event: string): Promise<void> =>
      once(socket, event, over).then(
        () => void (seen.end ||= event),
        (error: NodeJS.ErrnoException) => void (seen.end ||= error.code ?? ''),
      );
    const whole = new Promise<void>((resolve) => {
      socket.on('data', (bytes: Buffer) => {
        seen.text += bytes.toString();
        seen.pieces++;
        if (seen.text.length >= ANSWER.length) resolve();
      });
    });
    socket.write('?');
    await Promise.race([whole, ended('end'), ended('close')]);
    const { end } = seen;
    over.abort();
    socket.removeAllListeners('data');
    return { ...seen, end, ms: performance.now() - start };
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
