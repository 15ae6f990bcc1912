import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A network fault. Directions that a mode does not mention are forwarded unchanged. */
export type Fault =
  | { readonly mode: 'none' }
  /** Delays replies by `ms`. */
  | { readonly mode: 'latency'; readonly ms: number }
  /** Sends replies in slices of `bytes`, one every `everyMs`: low bandwidth and split packets. */
  | { readonly mode: 'slice'; readonly bytes: number; readonly everyMs: number }
  /** Keeps and accepts connections, but forwards nothing in either direction until the fault ends. */
  | { readonly mode: 'silence' }
  /** Resets each connection (RST) after `afterBytes` of replies. */
  | { readonly mode: 'reset'; readonly afterBytes: number }
  /** Ends each connection (FIN) after `bytes` of replies. */
  | { readonly mode: 'limit'; readonly bytes: number }
  /** Resets all connections and stops listening. */
  | { readonly mode: 'down' }
  /** Discards the next `times` replies and resets their connections, after the server has processed the requests. */
  | { readonly mode: 'cutAfterReply'; readonly times: number };

interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Bytes of replies since the fault began. */
  replied: number;
}

/** A TCP proxy on loopback that injects faults at run time. */
export class FaultProxy {
  private fault: Fault = { mode: 'none' };
  private readonly links = new Set<Link>();
  private cutsLeft = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param target port on 127.0.0.1 */
  static async start(target: number): Promise<FaultProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new FaultProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (client) => proxy.link(client, connect(target, '127.0.0.1')));
    return proxy;
  }

  /** Replaces the current fault, also on open connections; `{ mode: 'none' }` heals. */
  async setFault(fault: Fault): Promise<void> {
    const wasDown = this.fault.mode === 'down';
    this.fault = fault;
    this.cutsLeft = fault.mode === 'cutAfterReply' ? fault.times : 0;
    for (const link of this.links) {
      link.replied = 0;
      this.applyPause(link);
    }
    if (fault.mode === 'down' && !wasDown) await this.close();
    if (fault.mode !== 'down' && wasDown) await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
  }

  async close(): Promise<void> {
    for (const { client } of this.links) client.resetAndDestroy();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  private link(client: Socket, upstream: Socket): void {
    const link = { client, upstream, replied: 0 };
    this.links.add(link);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.setNoDelay().on('error', () => undefined);
      socket.on('close', () => {
        this.links.delete(link);
        other.destroy();
      });
    }
    client.on('data', (bytes) => upstream.write(bytes));
    // Replies keep their order, and each is delayed from its own arrival: delays do not add up.
    let last = Promise.resolve();
    upstream.on('data', (bytes) => {
      const at = performance.now();
      last = last.then(() => this.reply(link, bytes, at));
    });
    this.applyPause(link);
  }

  /** Pauses the sockets in mode `silence`. Unread data stays in their buffers and is delivered after healing. */
  private applyPause({ client, upstream }: Link): void {
    for (const socket of [client, upstream]) socket[this.fault.mode === 'silence' ? 'pause' : 'resume']();
  }

  private async reply(link: Link, bytes: Buffer, at: number): Promise<void> {
    const [{ fault }, { client }] = [this, link];
    if (fault.mode === 'latency') await sleep(Math.max(0, at + fault.ms - performance.now()));
    if (fault.mode === 'slice') return this.writeSlices(client, bytes, fault);
    if (fault.mode === 'cutAfterReply' && this.cutsLeft > 0) {
      this.cutsLeft--;
      return void client.resetAndDestroy();
    }
    const limit = fault.mode === 'reset' ? fault.afterBytes : fault.mode === 'limit' ? fault.bytes : Infinity;
    const passed = bytes.subarray(0, Math.max(0, limit - link.replied));
    link.replied += bytes.length;
    client.write(passed, () => {
      if (link.replied < limit) return;
      if (fault.mode === 'reset') client.resetAndDestroy();
      else client.end();
    });
  }

  private async writeSlices(
    client: Socket,
    bytes: Buffer,
    { bytes: size, everyMs }: Fault & { mode: 'slice' },
  ): Promise<void> {
    for (let from = 0; from < bytes.length && !client.destroyed; from += size) {
      client.write(bytes.subarray(from, from + size));
      await sleep(everyMs);
    }
  }
}
