import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A wire that can break at the worst moment: when the other side has answered and the answer is on its way. */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();
  private isArmed = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param target a port of loopback */
  static async start(target: number): Promise<CuttingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new CuttingProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (client) => proxy.wire(client, connect(target, '127.0.0.1')));
    return proxy;
  }

  /** The next bytes that come back are thrown away, and their connection with them. */
  cutNextReply(): void {
    this.isArmed = true;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private wire(client: Socket, upstream: Socket): void {
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => other.destroy());
    }
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      if (!this.isArmed) return client.write(bytes);
      this.isArmed = false;
      return client.destroy();
    });
  }
}
