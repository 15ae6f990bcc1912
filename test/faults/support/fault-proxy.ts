import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a wire does to what goes over it; whatever is not named passes as it is. */
export type Fault =
  | { readonly mode: 'none' }
  /** Answers come so many milliseconds later. */
  | { readonly mode: 'latency'; readonly ms: number }
  /** Answers come in pieces of so many bytes, one every so many milliseconds: a thin line, and split packets. */
  | { readonly mode: 'slice'; readonly bytes: number; readonly everyMs: number }
  /** Connections stay and new ones are accepted; nothing goes through, either way, until the fault ends. */
  | { readonly mode: 'silence' }
  /** Each connection is reset after so many bytes of answers. */
  | { readonly mode: 'reset'; readonly afterBytes: number }
  /** Each connection ends orderly after so many bytes of answers. */
  | { readonly mode: 'limit'; readonly bytes: number }
  /** Nobody listens, and all connections are gone. */
  | { readonly mode: 'down' }
  /** So many answers are thrown away and their connections with them, though the other side has done its work. */
  | { readonly mode: 'cutAfterReply'; readonly times: number };

interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Bytes that have come back since the fault began. */
  replied: number;
}

/** A wire on loopback that breaks as it is told, from one moment to the next. */
export class FaultProxy {
  private fault: Fault = { mode: 'none' };
  private readonly links = new Set<Link>();
  private cutsLeft = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param target a port of loopback */
  static async start(target: number): Promise<FaultProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new FaultProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (client) => proxy.link(client, connect(target, '127.0.0.1')));
    return proxy;
  }

  /** From now on; `{ mode: 'none' }` heals. */
  async become(fault: Fault): Promise<void> {
    const wasDown = this.fault.mode === 'down';
    this.fault = fault;
    this.cutsLeft = fault.mode === 'cutAfterReply' ? fault.times : 0;
    for (const link of this.links) {
      link.replied = 0;
      this.hush(link);
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
    // One after the other, each not before its own time: a late answer delays none behind it a second time.
    let last = Promise.resolve();
    upstream.on('data', (bytes) => {
      const at = performance.now();
      last = last.then(() => this.reply(link, bytes, at));
    });
    this.hush(link);
  }

  /** Sockets that are not read keep what they are sent: a silent line loses nothing and delivers once it is healed. */
  private hush({ client, upstream }: Link): void {
    for (const socket of [client, upstream]) socket[this.fault.mode === 'silence' ? 'pause' : 'resume']();
  }

  private async reply(link: Link, bytes: Buffer, at: number): Promise<void> {
    const [{ fault }, { client }] = [this, link];
    if (fault.mode === 'latency') await sleep(Math.max(0, at + fault.ms - performance.now()));
    if (fault.mode === 'slice') return this.drip(client, bytes, fault);
    if (fault.mode === 'cutAfterReply' && this.cutsLeft > 0) {
      this.cutsLeft--;
      return void client.resetAndDestroy();
    }
    const room = fault.mode === 'reset' ? fault.afterBytes : fault.mode === 'limit' ? fault.bytes : Infinity;
    const passed = bytes.subarray(0, Math.max(0, room - link.replied));
    link.replied += bytes.length;
    client.write(passed, () => {
      if (link.replied < room) return;
      if (fault.mode === 'reset') client.resetAndDestroy();
      else client.end();
    });
  }

  private async drip(
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
